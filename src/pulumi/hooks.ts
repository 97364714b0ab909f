import * as pulumi from "@pulumi/pulumi";

const timesUsed = new Map<string, number>();

export interface Hooks {
  readonly beforeCreate?: pulumi.ResourceHookFunction;
  readonly beforeUpdate?: pulumi.ResourceHookFunction;
  /** Whether they run in previews too. */
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
  return { beforeCreate: bind("-create", hooks.beforeCreate), beforeUpdate: bind("", hooks.beforeUpdate) };
}

/** A hook's name is its identity in a program; two components of one name may stand under different parents. */
function uniqueName(name: string): string {
  const uses = (timesUsed.get(name) ?? 0) + 1;
  timesUsed.set(name, uses);
  return uses === 1 ? name : `${name}-${uses}`;
}
