import * as pulumi from "@pulumi/pulumi";

import { tryResolve } from "../../pulumi/output-value";
import type { AksDeploymentArgs } from "../deployment-args";

/**
 * The documentation allows 300 seconds, but Kubernetes endpoints were seen to refuse more than this as "Invalid value
 * provided for Timeout Seconds for Probe" (Azure/azure-sdk-for-python#33660).
 */
const mostSeenSeconds = 150;

/** Warns, in previews too, of times that a Kubernetes endpoint may not take. */
export async function warnOfLongTimeouts(
  component: pulumi.Resource,
  deployments: Readonly<Record<string, AksDeploymentArgs>>,
): Promise<void> {
  const found = await Promise.all(Object.entries(deployments).map(([name, args]) => longTimeouts(name, args)));
  const inputs = found.flat();
  if (inputs.length > 0) {
    void pulumi.log.warn(
      `${inputs.join(", ")}: Azure documents up to 300 seconds, but Kubernetes endpoints were seen to refuse more than ` +
        `${mostSeenSeconds} ("Invalid value provided for Timeout Seconds for Probe"); if yours does, give ${mostSeenSeconds} seconds at most`,
      component,
    );
  }
}

/** The inputs of a deployment that are above what was seen to work; the rest of what is known says nothing. */
async function longTimeouts(name: string, args: AksDeploymentArgs): Promise<string[]> {
  const seconds: [input: string, value: unknown, unitsInSecond: number][] = [
    ["scoringTimeoutMs", args.scoringTimeoutMs, 1000],
    ...(["livenessProbe", "readinessProbe", "startupProbe"] as const).map((probe): [string, unknown, number] => [
      `${probe}.timeoutSeconds`,
      args[probe]?.timeoutSeconds,
      1,
    ]),
  ];
  const known = await Promise.all(
    seconds.map(async ([input, value, units]) => {
      const given = (await tryResolve(value))?.value;
      return typeof given === "number" && given > mostSeenSeconds * units ? [`deployments.${name}.${input}`] : [];
    }),
  );
  return known.flat();
}
