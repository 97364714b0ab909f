import type { ComputeType } from "../scoring/served";

// What Azure ML puts into its answers beside what it was sent, as a session of Microsoft's own client has recorded it:
// Azure/azure-sdk-for-python, sdk/ml/azure-ai-ml/tests/recordings/online_services/e2etests,
// test_online_deployment.pyTestOnlineDeploymenttest_online_deployment.json (2022-10-28).

/** The property, of an endpoint as of a deployment, that holds the address of the operation of its last write. */
export const lastOperation = "AzureAsyncOperationUri";

/** What an operation on an endpoint or a deployment says while it goes on, creations and deletions included. */
export const runningStatus = "Updating";

/** PUT answers so also when the resource was there. */
export const putStatus = 201;

/** The recording is of a managed endpoint; that there are two kinds, and their names, are azure-ai-ml's words. */
export function kindOf(type: ComputeType): string {
  return type === "Managed" ? "Managed" : "K8S";
}

/** A sku that names no tier has this one. */
export function withTier(sku: object): Record<string, unknown> {
  return { tier: "Standard", ...sku };
}
