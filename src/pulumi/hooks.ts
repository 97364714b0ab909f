import { AsyncResource } from "node:async_hooks";

import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

const timesUsed = new Map<string, number>();

export interface Hooks {
  readonly beforeCreate?: pulumi.ResourceHookFunction;
  readonly beforeUpdate?: pulumi.ResourceHookFunction;
  readonly afterUpdate?: pulumi.ResourceHookFunction;
  /**
   * Called on a failure that may be retried, to say more than the provider does. Engines that know no such hooks
   * leave it at the provider's words.
   */
  readonly onError?: (args: pulumi.ErrorHookArgs) => Promise<void>;
  /** Whether they run in previews too; `onError` never does. */
  readonly inPreviews: boolean;
}

/**
 * Binds hooks. Under the mocks of current SDKs they are left out, and only there: their monitor has no
 * `registerResourceHook`, so that a user's own unit tests would crash on it.
 */
export function resourceHooks(name: string, hooks: Hooks): pulumi.ResourceHookBinding | undefined {
  if (!hooksRun()) {
    return undefined;
  }
  const bind = (moment: string, hook: pulumi.ResourceHookFunction | undefined) =>
    hook && [new pulumi.ResourceHook(uniqueName(`${name}${moment}`), inContext(hook), { onDryRun: hooks.inPreviews })];
  return {
    beforeCreate: bind("-create", hooks.beforeCreate),
    beforeUpdate: bind("", hooks.beforeUpdate),
    ...(hooks.afterUpdate && { afterUpdate: bind("-after", hooks.afterUpdate) }),
    ...errorHooks(name, hooks.onError),
  };
}

/** Whether hooks are called; under mocks nobody does, and nothing is there that they could ask. */
export function hooksRun(): boolean {
  const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
  return typeof monitor?.registerResourceHook === "function";
}

/** The hooks of several concerns on one resource, in this order. */
export function allHooks(...bindings: readonly (pulumi.ResourceHookBinding | undefined)[]): pulumi.ResourceHookBinding {
  const all: Record<string, unknown[]> = {};
  for (const [moment, hooks] of bindings.flatMap((binding) => Object.entries(binding ?? {}))) {
    all[moment] = [...(all[moment] ?? []), ...((hooks as unknown[] | undefined) ?? [])];
  }
  return all as pulumi.ResourceHookBinding;
}

function errorHooks(name: string, onError: Hooks["onError"]): Pick<pulumi.ResourceHookBinding, "onError"> {
  if (onError === undefined || !engineKnowsErrorHooks()) {
    return {};
  }
  const explain = async (args: pulumi.ErrorHookArgs) => {
    await onError(args);
    return false;
  };
  return { onError: [new pulumi.ErrorHook(uniqueName(`${name}-error`), inContext(explain))] };
}

/**
 * Bound to the program that registers it. A process may hold several, such as Automation API's inline programs and those
 * that use a component from another language, and the SDK calls hooks outside of them all.
 */
function inContext<Arguments extends unknown[], Result>(hook: (...given: Arguments) => Result) {
  return AsyncResource.bind(hook);
}

/** What the SDK learned from the engine at its start; it does not expose it, and fails the program that binds one unasked. */
function engineKnowsErrorHooks(): boolean {
  const { getStore } = state as { getStore?: () => { readonly supportsErrorHooks?: boolean } };
  return getStore?.().supportsErrorHooks === true;
}

/** A hook's name is its identity in a program; two components of one name may stand under different parents. */
function uniqueName(name: string): string {
  const uses = (timesUsed.get(name) ?? 0) + 1;
  timesUsed.set(name, uses);
  return uses === 1 ? name : `${name}-${uses}`;
}
