import * as pulumi from "@pulumi/pulumi";

const timesUsed = new Map<string, number>();

/**
 * Binds a hook that runs in previews too. Under the mocks of current SDKs it is left out, and only there: their monitor
 * has no `registerResourceHook`, so that a user's own unit tests would crash on it.
 */
export function resourceHooks(
  name: string,
  hooks: { beforeUpdate: pulumi.ResourceHookFunction },
): pulumi.ResourceHookBinding | undefined {
  const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
  if (typeof monitor?.registerResourceHook !== "function") {
    return undefined;
  }
  // A hook's name is its identity in a program; two components of one name may stand under different parents.
  const uses = (timesUsed.get(name) ?? 0) + 1;
  timesUsed.set(name, uses);
  const hookName = uses === 1 ? name : `${name}-${uses}`;
  return { beforeUpdate: [new pulumi.ResourceHook(hookName, hooks.beforeUpdate, { onDryRun: true })] };
}
