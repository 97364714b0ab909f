import { randomBytes } from "node:crypto";
import type { CheckFailure, Provider } from "../providers/provider";
import type { Properties } from "../providers/properties";
import { nameOf } from "../urn";
import { forProvider, likeInputs } from "./secrets";
import type { ResourceState } from "./state";

/** The inputs as the provider wants them, or an error with everything that it says against them. */
export async function check(
  { urn, type }: ResourceState,
  inputs: Properties,
  oldInputs: Properties,
  provider: Provider | undefined,
): Promise<Properties> {
  if (provider === undefined) {
    return inputs;
  }
  const name = nameOf(urn);
  const checked = await provider.check({
    urn,
    type,
    name,
    oldInputs: forProvider(provider, oldInputs),
    inputs: forProvider(provider, inputs),
    randomSeed: randomBytes(32),
  });
  if (checked.failures.length > 0) {
    throw new Error(checked.failures.map(describeFailure(name)).join("; "));
  }
  return likeInputs(checked.inputs, inputs);
}

function describeFailure(name: string): (failure: CheckFailure) => string {
  return ({ property, reason }) => `resource '${name}' has a problem with "${property}": ${reason}`;
}
