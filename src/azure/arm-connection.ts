import { getClientToken } from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

import { tryResolve } from "../pulumi/output-value";
import type { ArmClient } from "./arm-client";
import { type CloudChoice, cloudOf } from "./clouds";
import { azureDefaults } from "./defaults";

/** What an `azure` input says of Azure Resource Manager. */
export interface ConnectionChoice extends CloudChoice {
  operationTimeoutSeconds?: number;
}

/**
 * Azure Resource Manager for the hooks of a component. Whatever way azure-native has logged in, it says the token to
 * use; taken in a hook, it never comes near the state. `secrets` are those that will be sent.
 */
export async function connect(
  azure: ConnectionChoice | undefined,
  component: pulumi.Resource,
  secrets: readonly string[] = [],
): Promise<ArmClient> {
  const endpoint = await tryResolve(cloudOf(azure).resourceManager);
  // Loaded with the modules of Azure's SDK when a hook first needs them: a preview, which needs none, is spared the time.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would need a file extension
  const { ArmClient } = require("./arm-client") as typeof import("./arm-client");
  return new ArmClient({
    endpoint: String(endpoint?.value),
    token: async () => (await getClientToken({}, { parent: component, async: true })).token,
    timeoutSeconds: azure?.operationTimeoutSeconds ?? azureDefaults.operationTimeoutSeconds,
    secrets,
    report: (line) => void pulumi.log.info(line, component),
  });
}
