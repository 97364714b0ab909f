import type { ServiceArgs } from "../args";
import { onlineDefaults } from "../defaults";

/**
 * The percentages as Azure keeps them: names in lower case, no zeros. With a single deployment and nothing said, it
 * gets everything.
 */
export function trafficOf({
  traffic,
  deployments,
}: Pick<ServiceArgs, "traffic" | "deployments">): Record<string, number> {
  const names = Object.keys(deployments);
  return shares(traffic ?? (names.length === 1 ? { [names[0] ?? ""]: onlineDefaults.traffic } : {}));
}

/** The copies as Azure keeps them. */
export function shares(percentages: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(percentages)
      .filter(([, percent]) => percent > 0)
      .map(([deployment, percent]) => [deployment.toLowerCase(), percent]),
  );
}
