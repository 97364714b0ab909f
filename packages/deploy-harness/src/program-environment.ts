import type { DeployOptions } from "./types";

/**
 * What a program finds in its environment beyond what this process has. Local Azure is on loopback, where a proxy of the
 * machine's own does not lead.
 */
export function programEnvironment({ environment }: Pick<DeployOptions, "environment">): NodeJS.ProcessEnv {
  const given = process.env.NO_PROXY || process.env.no_proxy;
  return { NO_PROXY: [given, "127.0.0.1", "localhost"].filter(Boolean).join(","), ...environment };
}
