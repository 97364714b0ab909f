import { randomBytes, scryptSync } from "node:crypto";
import { compare } from "../difference";
import { secret, UNKNOWN, withoutNulls, type Properties } from "../properties";
import { ProviderError, type Difference, type Existing, type Provider } from "../provider";
import { idForms, makeId } from "./id";
import { makePassword, problemOf } from "./password";

const PASSWORD = "random:index/randomPassword:RandomPassword";
const ID = "random:index/randomId:RandomId";

/**
 * Stands in for the `random` provider where the real one cannot be had. It knows RandomPassword and RandomId, with
 * the rules of version 4.21: each input is part of what the value is made for, so any change of any input, `keepers`
 * included, replaces it.
 */
export class RandomProvider implements Provider {
  readonly name = "random";

  constructor(readonly version: string) {}

  async check(request: { type: string; inputs: Properties }) {
    if (isId(request.type)) {
      const inputs = withoutNulls(request.inputs);
      const reason = inputs.byteLength === undefined ? "missing required property 'byteLength'" : undefined;
      return { inputs, failures: reason === undefined ? [] : [{ property: "byteLength", reason }] };
    }
    // The defaults become inputs, as the bridged provider's schema has them.
    const defaults = { lower: true, upper: true, numeric: true, special: true };
    const minimums = { minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 };
    const inputs: Properties = { ...defaults, ...minimums, ...withoutNulls(request.inputs) };
    const known = !Object.values(inputs).includes(UNKNOWN);
    const reason = known ? problemOf(inputs) : undefined;
    return { inputs, failures: reason === undefined ? [] : [{ property: "length", reason }] };
  }

  async diff(request: { oldInputs: Properties; inputs: Properties }): Promise<Difference> {
    const changed = compare(withoutNulls(request.oldInputs), withoutNulls(request.inputs));
    // The bridged provider names the input, not what changed inside it.
    const names = new Set(Object.keys(changed).map((path) => path.split(".")[0] ?? path));
    const changes = [...names].map((name) => [name, { kind: "update", replaces: true }] as const);
    return { changes: Object.fromEntries(changes), deleteBeforeReplace: false };
  }

  async create(request: { type: string; inputs: Properties; preview: boolean }) {
    if (isId(request.type)) {
      return createId(request.inputs, request.preview);
    }
    const outputs = { ...request.inputs, number: request.inputs.numeric ?? true };
    if (request.preview) {
      return { id: "", outputs: { ...outputs, result: secret(UNKNOWN), bcryptHash: secret(UNKNOWN) } };
    }
    const password = makePassword(request.inputs);
    // The real provider's id is "none" too. A salted hash in bcrypt's place: nothing here reads it, and it must not
    // give the password away.
    const hash = scryptSync(password, randomBytes(16), 32).toString("base64");
    return { id: "none", outputs: { ...outputs, result: secret(password), bcryptHash: secret(hash) } };
  }

  async update(): Promise<Properties> {
    throw new ProviderError("nothing random is ever updated: every change of its inputs replaces it");
  }

  async read(request: {
    type: string;
    id: string;
    oldInputs: Properties | undefined;
    oldOutputs: Properties;
  }): Promise<Existing> {
    const outputs = { ...request.oldOutputs };
    for (const name of isId(request.type) ? [] : ["result", "bcryptHash"]) {
      outputs[name] = secret(outputs[name] ?? null);
    }
    return { id: request.id, inputs: request.oldInputs ?? {}, outputs };
  }

  async delete(): Promise<void> {
    // Nothing exists outside the state.
  }

  async invoke(token: string): Promise<Properties> {
    throw new ProviderError(`the random provider has no function ${token}`);
  }

  idOf(): undefined {
    return undefined;
  }
}

function isId(type: string): boolean {
  if (type !== PASSWORD && type !== ID) {
    throw new ProviderError(
      `the stand-in for the random provider knows only ${PASSWORD} and ${ID}, not ${type}; ` +
        "install the pulumi CLI and its random plugin to use the real provider",
    );
  }
  return type === ID;
}

function createId(inputs: Properties, preview: boolean): { id: string; outputs: Properties } {
  if (preview) {
    return { id: "", outputs: { ...inputs, ...Object.fromEntries(idForms.map((form) => [form, UNKNOWN])) } };
  }
  const made = makeId(inputs);
  // The real provider's id is this form without the prefix.
  const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
  return { id: String(made.b64Url).slice(prefix.length), outputs: { ...inputs, ...made } };
}
