import type { Deployment, Result } from "@azureml-webservice/deploy-harness/types";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

/** Begins an update, and lets something happen to it after a while. */
export async function interrupted(deployment: Deployment, afterMs: number, happens: () => unknown): Promise<void> {
  const running = deployment.up().catch(() => undefined);
  await Promise.race([running, new Promise((resolve) => setTimeout(resolve, afterMs))]);
  await happens();
  await running;
}

/**
 * Runs again, and where that stops does what the README says to do then; after a while, because Azure goes on with what
 * it has begun, and refuses changes until then.
 */
export async function converged(
  deployment: Deployment,
  deleteInAzure: (id: string) => Promise<void>,
  azureEndsAfterMs = 1500,
): Promise<Result> {
  for (let tries = 0; tries < 4; tries++) {
    const result = await deployment.up();
    if (result.ok) {
      return result;
    }
    await new Promise((resolve) => setTimeout(resolve, azureEndsAfterMs));
    const existing = /cannot create already existing resource '([^']+)'/.exec(`${result.error}${result.log}`)?.[1];
    if (existing === undefined) {
      succeeded(await deployment.recover());
    } else {
      await deleteInAzure(existing);
    }
  }
  return succeeded(await deployment.up());
}
