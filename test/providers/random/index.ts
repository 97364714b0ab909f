import { randomBytes, scryptSync } from "node:crypto";
import { compare } from "../difference";
import { secret, UNKNOWN, withoutNulls, type Properties } from "../properties";
import { ProviderError, type Difference, type Existing, type Provider } from "../provider";
import { makePassword, problemOf } from "./password";

const PASSWORD = "random:index/randomPassword:RandomPassword";

/**
 * Stands in for the `random` provider where the real one cannot be had. It knows RandomPassword only, with the rules
 * of version 4.21: each input is part of what the value is made for, so any change of any input, `keepers` included,
 * replaces it.
 */
export class RandomProvider implements Provider {
  readonly name = "random";

  constructor(readonly version: string) {}

  async check(request: { type: string; inputs: Properties }) {
    expectPassword(request.type);
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

  async create(request: { inputs: Properties; preview: boolean }) {
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
    throw new ProviderError("a RandomPassword is never updated: every change of its inputs replaces it");
  }

  async read(request: { id: string; oldInputs: Properties | undefined; oldOutputs: Properties }): Promise<Existing> {
    const outputs = { ...request.oldOutputs };
    for (const name of ["result", "bcryptHash"]) {
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

function expectPassword(type: string): void {
  if (type !== PASSWORD) {
    throw new ProviderError(
      `the stand-in for the random provider knows only ${PASSWORD}, not ${type}; ` +
        "install the pulumi CLI and its random plugin to use the real provider",
    );
  }
}
