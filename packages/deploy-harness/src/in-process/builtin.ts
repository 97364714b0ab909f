import { randomUUID } from "node:crypto";
import { equal, type Properties } from "../providers/properties";
import type { Difference, Existing, Provider } from "../providers/provider";

interface Created {
  id: string;
  outputs: Properties;
}

/**
 * The resources that the engine itself implements (pulumi/pulumi, pkg/resource/deploy/builtins.go): a Stash keeps its
 * first input as `output`; only a replacement takes a later one over.
 */
export class StashProvider implements Provider {
  readonly name = "pulumi";
  readonly version = "";
  // `output` has no input of its name that could tell what of it is secret.
  readonly knowsSecrets = true;

  async check({ inputs }: { inputs: Properties }) {
    const unknown = Object.keys(inputs).filter((name) => name !== "input");
    const failures = unknown.map((property) => ({ property, reason: `unknown property "${property}"` }));
    if (inputs.input === undefined) {
      failures.push({ property: "input", reason: 'missing required property "input"' });
    }
    return { inputs, failures };
  }

  async diff({ oldInputs, inputs }: { oldInputs: Properties; inputs: Properties }): Promise<Difference> {
    const same = equal(oldInputs.input, inputs.input);
    return { changes: same ? {} : { input: { kind: "update", replaces: false } }, deleteBeforeReplace: false };
  }

  async create({ inputs, preview }: { inputs: Properties; preview: boolean }): Promise<Created> {
    const input = inputs.input ?? null;
    return { id: preview ? "" : randomUUID(), outputs: { input, output: input } };
  }

  async update({ oldOutputs, inputs }: { oldOutputs: Properties; inputs: Properties }): Promise<Properties> {
    return { input: inputs.input ?? null, output: oldOutputs.output ?? null };
  }

  async read(request: { id: string; oldInputs: Properties | undefined; oldOutputs: Properties }): Promise<Existing> {
    return { id: request.id, inputs: request.oldInputs ?? {}, outputs: request.oldOutputs };
  }

  async delete(): Promise<void> {
    // It exists in the state only.
  }

  async invoke(token: string): Promise<Properties> {
    throw new Error(`the in-process driver has no function ${token}`);
  }

  idOf(): undefined {
    return undefined;
  }
}

/** Explicit providers are resources too, with their configuration as inputs. */
export class ProviderResources extends StashProvider {
  override async check({ inputs }: { inputs: Properties }) {
    return { inputs, failures: [] };
  }

  override async diff({ oldInputs, inputs }: { oldInputs: Properties; inputs: Properties }): Promise<Difference> {
    const names = new Set([...Object.keys(oldInputs), ...Object.keys(inputs)]);
    const changed = [...names].filter((name) => !equal(oldInputs[name], inputs[name]));
    const changes = changed.map((name) => [name, { kind: "update", replaces: false }] as const);
    return { changes: Object.fromEntries(changes), deleteBeforeReplace: false };
  }

  override async create({ inputs, preview }: { inputs: Properties; preview: boolean }): Promise<Created> {
    return { id: preview ? "" : randomUUID(), outputs: inputs };
  }

  override async update({ inputs }: { inputs: Properties }): Promise<Properties> {
    return inputs;
  }
}
