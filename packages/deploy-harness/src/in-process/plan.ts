import { containsUnknown, equal, UNKNOWN, unwrap, type Properties } from "../providers/properties";
import type { Changes } from "../providers/difference";
import type { Provider } from "../providers/provider";
import { nameOf } from "../urn";
import { contains } from "./paths";
import { forProvider } from "./secrets";
import type { ResourceState } from "./state";

export interface Decision {
  kind: "same" | "update" | "replace";
  changes: Changes;
  /** Why it is replaced, when no property change says so. */
  reason?: string;
  deleteBeforeReplace: boolean;
}

const SAME: Decision = { kind: "same", changes: {}, deleteBeforeReplace: false };

/** What is to be done to bring a resource from `old` to `next`. */
export async function decide(
  old: ResourceState,
  next: ResourceState,
  provider: Provider | undefined,
  replacedInThisRun: ReadonlySet<string>,
): Promise<Decision> {
  if (provider === undefined) {
    return equal(unwrap(old.inputs), unwrap(next.inputs)) ? SAME : { ...SAME, kind: "update" };
  }
  const reason = reasonToReplace(old, next, replacedInThisRun);
  if (reason !== undefined) {
    return { kind: "replace", changes: {}, reason, deleteBeforeReplace: false };
  }
  const decision = await compareInputs(old, next.inputs, provider, next.replaceOnChanges);
  return decision.kind === "same" && old.initError !== "" ? { ...decision, kind: "update" } : decision;
}

function reasonToReplace(old: ResourceState, next: ResourceState, replaced: ReadonlySet<string>): string | undefined {
  if (next.replaceWith.some((urn) => replaced.has(urn))) {
    return "replaceWith";
  }
  if (replaced.has(next.deletedWith)) {
    return "deletedWith";
  }
  if (old.type.startsWith("pulumi:providers:")) {
    return undefined;
  }
  // A trigger that is set for the first time replaces nothing, unless its value is not known yet
  // (pulumi/pulumi, step_generator.go, `shouldTriggerReplace`).
  const [before, now] = [unwrap(old.replacementTrigger), unwrap(next.replacementTrigger)];
  const changed = before !== null && now !== null && !equal(before, now);
  return containsUnknown(now) || changed ? "replacementTrigger" : undefined;
}

async function compareInputs(
  old: ResourceState,
  inputs: Properties,
  provider: Provider,
  replaceOnChanges: string[],
): Promise<Decision> {
  const difference = await provider.diff({
    urn: old.urn,
    type: old.type,
    name: nameOf(old.urn),
    id: old.id,
    oldInputs: forProvider(provider, old.inputs),
    oldOutputs: forProvider(provider, old.outputs),
    inputs: forProvider(provider, inputs),
  });
  const changes = Object.fromEntries(
    Object.entries(difference.changes).map(([path, change]) => [
      path,
      { ...change, replaces: change.replaces || replaceOnChanges.some((outer) => contains(outer, path)) },
    ]),
  );
  const all = Object.values(changes);
  const kind = all.some(({ replaces }) => replaces) ? "replace" : all.length > 0 ? "update" : "same";
  return { kind, changes, deleteBeforeReplace: difference.deleteBeforeReplace };
}

/**
 * The resources that must go before `root` can, because what they are made from goes with it: deleting `root` first
 * only helps when nothing still uses it. In the order of creation.
 */
export async function dependentsToReplace(
  root: ResourceState,
  candidates: readonly ResourceState[],
  providerOf: (resource: ResourceState) => Provider,
): Promise<ResourceState[]> {
  const replaced = new Set([root.urn]);
  const dependents: ResourceState[] = [];
  for (const resource of candidates.slice(candidates.indexOf(root) + 1)) {
    if (resource.custom && !resource.delete && (await needsReplacement(resource, replaced, providerOf))) {
      replaced.add(resource.urn);
      dependents.push(resource);
    }
  }
  return dependents;
}

async function needsReplacement(
  resource: ResourceState,
  replaced: ReadonlySet<string>,
  providerOf: (resource: ResourceState) => Provider,
): Promise<boolean> {
  if (replaced.has(resource.deletedWith) || resource.replaceWith.some((urn) => replaced.has(urn))) {
    return true;
  }
  const inputs: Properties = { ...resource.inputs };
  const affected = Object.keys(inputs).filter((name) =>
    (resource.propertyDependencies[name] ?? []).some((urn) => replaced.has(urn)),
  );
  if (affected.length === 0) {
    return false;
  }
  affected.forEach((name) => (inputs[name] = UNKNOWN));
  const decision = await compareInputs(resource, inputs, providerOf(resource), resource.replaceOnChanges);
  return decision.kind === "replace";
}
