import { setTimeout as sleep } from "node:timers/promises";

import { ArmError, isObject, type Json } from "../../azure/arm-error";
import type { ArmClient } from "../../azure/arm-client";

/** The version that azure-native 3 speaks with online endpoints too. */
export const apiVersion = "2025-12-01";

/** What Azure says of an endpoint, as far as hooks look at it. */
export interface EndpointState {
  readonly body: Json;
  readonly properties: Json;
  readonly provisioningState: string;
}

export async function readEndpoint(arm: ArmClient, endpointId: string): Promise<EndpointState> {
  const body = await arm.get(endpointId, apiVersion);
  const properties = isObject(body.properties) ? body.properties : {};
  return { body, properties, provisioningState: String(properties.provisioningState) };
}

/** Where an operation's address is forgotten, only the endpoint says when it has ended. */
export async function settledEndpoint(arm: ArmClient, endpointId: string): Promise<EndpointState> {
  const { at } = arm.deadline();
  for (;;) {
    const state = await readEndpoint(arm, endpointId);
    if (!underWay.includes(state.provisioningState) || Date.now() + lookEveryMs > at) {
      return state;
    }
    await sleep(lookEveryMs);
  }
}

const underWay = ["Creating", "Updating", "Deleting"];
const lookEveryMs = 1_000;

/** For an error: in which state the endpoint is now, as far as Azure says so. */
export async function stateInWords(arm: ArmClient, endpointId: string): Promise<string> {
  try {
    return `the endpoint is in state ${(await readEndpoint(arm, endpointId)).provisioningState}`;
  } catch (error) {
    return error instanceof ArmError && error.status === 404
      ? "the endpoint does not exist"
      : "the endpoint's state could not be read";
  }
}
