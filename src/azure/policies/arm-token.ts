import type { PipelinePolicy } from "@azure/core-rest-pipeline";

import { ArmError } from "../arm-error";

/**
 * Adds a bearer token, which goes to Azure Resource Manager and its regional hosts, and nowhere else, whatever a header
 * says: https, unless the endpoint itself is http. The pipeline's own policy would keep a token, and sends it anywhere.
 * `token` is called for each attempt, so that none grows too old.
 */
export function armTokenPolicy(endpoint: string, token: () => Promise<string>): PipelinePolicy {
  return {
    name: "armTokenPolicy",
    async sendRequest(request, next) {
      assertArmHost(request.url, endpoint);
      request.headers.set("authorization", `Bearer ${await token()}`);
      return next(request);
    },
  };
}

function assertArmHost(url: string, endpoint: string): void {
  const [target, arm] = [new URL(url), new URL(endpoint)];
  const isArm = target.host === arm.host || target.hostname.endsWith(`.${arm.hostname}`);
  if (!isArm || target.protocol !== arm.protocol) {
    throw new ArmError(`the operation's address ${target.origin} is not Azure Resource Manager's (${arm.origin})`);
  }
}
