import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

const timesUsed = new Map<string, number>();

export interface Hooks {
  readonly beforeCreate?: pulumi.ResourceHookFunction;
  readonly beforeUpdate?: pulumi.ResourceHookFunction;
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
  const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
  if (typeof monitor?.registerResourceHook !== "function") {
    return undefined;
  }
  const bind = (moment: string, hook: pulumi.ResourceHookFunction | undefined) =>
    hook && [new pulumi.ResourceHook(uniqueName(`${name}${moment}`), hook, { onDryRun: hooks.inPreviews })];
  return {
    beforeCreate: bind("-create", hooks.beforeCreate),
    beforeUpdate: bind("", hooks.beforeUpdate),
    ...errorHooks(name, hooks.onError),
  };
}

function errorHooks(name: string, onError: Hooks["onError"]): Pick<pulumi.ResourceHookBinding, "onError"> {
  if (onError === undefined || !engineKnowsErrorHooks()) {
    return {};
  }
  const explain = async (args: pulumi.ErrorHookArgs) => {
    await onError(args);
    return false;
  };
  return { onError: [new pulumi.ErrorHook(uniqueName(`${name}-error`), explain)] };
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
