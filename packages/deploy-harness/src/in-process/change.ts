import type { Properties } from "../providers/properties";
import { InitializationError, type Provider } from "../providers/provider";
import { nameOf } from "../urn";
import type { Hooks } from "./hooks";
import type { HookNames } from "./registration";
import { forProvider, likeInputs, withSecretOutputs } from "./secrets";
import type { Snapshot } from "./snapshot";
import type { ResourceState } from "./state";

/** What carrying out a step needs. */
export interface Context {
  preview: boolean;
  snapshot: Snapshot;
  hooks: Hooks;
  providerOf(resource: ResourceState): Provider;
}

/** What stood in a new resource's place: gone already, or superseded and to be deleted at the end. */
export interface Predecessor {
  gone?: ResourceState;
  superseded?: ResourceState;
}

/**
 * Creates, and settles the state. A before-hook that fails leaves the state as it was; an after-hook that fails lets
 * the step's state stand, because what it is about has happened (as the engine does since 3.238).
 */
export async function create(
  context: Context,
  next: ResourceState,
  hooks: HookNames,
  predecessor: Predecessor = {},
): Promise<void> {
  const { snapshot, preview } = context;
  await context.hooks.run("before", hooks.beforeCreate, { urn: next.urn, id: "", newInputs: next.inputs });
  if (next.custom) {
    const operation = snapshot.begin("creating", next);
    try {
      const provider = context.providerOf(next);
      const inputs = forProvider(provider, next.inputs);
      const made = await provider.create({ ...subject(next), inputs, preview });
      next.id = made.id;
      next.outputs = markSecrets(next, made.outputs);
      settle(snapshot, next, predecessor);
    } catch (error) {
      settleHalfMade(snapshot, next, error, predecessor);
      await context.hooks.failed(hooks.onError, "create", error, { urn: next.urn, id: "", newInputs: next.inputs });
      throw error;
    } finally {
      snapshot.end(operation);
    }
  } else {
    settle(snapshot, next, predecessor);
  }
  await context.hooks.run("after", hooks.afterCreate, {
    urn: next.urn,
    id: next.id,
    newInputs: next.inputs,
    newOutputs: next.outputs,
  });
}

export async function update(
  context: Context,
  old: ResourceState,
  next: ResourceState,
  hooks: HookNames,
): Promise<void> {
  const { snapshot, preview } = context;
  const about = { urn: next.urn, id: old.id, newInputs: next.inputs, oldInputs: old.inputs, oldOutputs: old.outputs };
  await context.hooks.run("before", hooks.beforeUpdate, about);
  next.id = old.id;
  if (next.custom) {
    const operation = snapshot.begin("updating", next);
    try {
      const provider = context.providerOf(next);
      const oldOutputs = forProvider(provider, old.outputs);
      const inputs = forProvider(provider, next.inputs);
      const outputs = await provider.update({ ...subject(next), id: old.id, oldOutputs, inputs, preview });
      next.outputs = markSecrets(next, outputs);
      snapshot.settle(next, old);
    } catch (error) {
      settleHalfMade(snapshot, next, error, { gone: old });
      await context.hooks.failed(hooks.onError, "update", error, about);
      throw error;
    } finally {
      snapshot.end(operation);
    }
  } else {
    next.outputs = old.outputs;
    snapshot.settle(next, old);
  }
  await context.hooks.run("after", hooks.afterUpdate, { ...about, newOutputs: next.outputs });
}

/** Deletes with the provider, or only from the state when the resource is to stay or goes with another one. */
export async function remove(context: Context, resource: ResourceState, goesWithAnother: boolean): Promise<void> {
  if (resource.pendingReplacement) {
    return;
  }
  const about = { urn: resource.urn, id: resource.id, oldInputs: resource.inputs, oldOutputs: resource.outputs };
  await context.hooks.run("before", resource.deleteHooks.before, about);
  const real = resource.custom && !resource.external && !resource.retainOnDelete;
  if (real && !goesWithAnother && !context.preview) {
    const operation = context.snapshot.begin("deleting", resource);
    try {
      await context.providerOf(resource).delete({ ...subject(resource), id: resource.id });
    } finally {
      context.snapshot.end(operation);
    }
  }
  await context.hooks.run("after", resource.deleteHooks.after, about);
}

function settle(snapshot: Snapshot, next: ResourceState, { gone, superseded }: Predecessor): void {
  if (superseded !== undefined) {
    superseded.delete = true;
  }
  snapshot.settle(next, gone);
}

/** A resource that exists but did not come up belongs into the state, so that the next run updates it. */
function settleHalfMade(snapshot: Snapshot, next: ResourceState, error: unknown, predecessor: Predecessor): void {
  if (error instanceof InitializationError) {
    next.id = error.existing.id;
    next.outputs = markSecrets(next, error.existing.outputs);
    next.initError = error.message;
    settle(snapshot, next, predecessor);
  }
}

function subject({ urn, type }: ResourceState) {
  return { urn, type, name: nameOf(urn) };
}

export function markSecrets(resource: ResourceState, outputs: Properties): Properties {
  return withSecretOutputs(likeInputs(outputs, resource.inputs), resource.additionalSecretOutputs);
}
