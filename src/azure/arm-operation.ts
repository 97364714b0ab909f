import { setTimeout as sleep } from "node:timers/promises";

import { createHttpPoller, type OperationResponse } from "@azure/core-lro";
import type { PipelineResponse } from "@azure/core-rest-pipeline";

import { ArmError, type Json, parseObject, retryAfterMs } from "./arm-error";
import type { Deadline } from "./deadline";

export interface ArmOperation {
  /** How each error begins: `PUT /subscriptions/...`. */
  readonly name: string;
  readonly deadline: Deadline;
  readonly poll: (url: string) => Promise<PipelineResponse>;
}

/** No operation is polled more often, however soon Azure allows it. */
const shortestWaitMs = 50;
const defaultWaitMs = 1000;

/** `forgotten`: its address is not known (any more), and how it went has to be found out otherwise. */
export type OperationEnd = "ended" | "forgotten";

/**
 * Polls a long-running operation until it ends; core-lro says where, and when that is
 * (learn.microsoft.com/azure/azure-resource-manager/management/async-operations). The waits are ours: core-lro's
 * `pollUntilDone` polls at once, whatever Retry-After the first response has, and knows no deadline.
 */
export async function operationEnd(
  first: PipelineResponse,
  { name, deadline, poll }: ArmOperation,
): Promise<OperationEnd> {
  let last = first;
  const poller = createHttpPoller(
    {
      sendInitialRequest: () => Promise.resolve(asOperationResponse(withoutUnusedLocation(first))),
      sendPollRequest: async (url) => {
        last = await poll(url);
        assertNotFailed(name, parseObject(last.bodyAsText));
        return asOperationResponse(last);
      },
    },
    // A resource in state Failed is not the operation's failure: whoever wrote it looks at its state.
    { resolveOnUnsuccessful: true, skipFinalGet: true },
  );
  await poller.submitted();
  while (!poller.isDone) {
    const wait = Math.max(shortestWaitMs, retryAfterMs(last) ?? defaultWaitMs);
    if (Date.now() + wait >= deadline.at) {
      throw notEnded(name, deadline);
    }
    await sleep(wait);
    try {
      await poller.poll();
    } catch (error) {
      // Azure ML's operations answer 404 OperationNotFound (Azure/azure-powershell, recorded for regenerateKeys).
      if (error instanceof ArmError && error.status === 404) {
        return "forgotten";
      }
      throw error;
    }
  }
  return "ended";
}

export function notEnded(name: string, { seconds }: Deadline): ArmError {
  return new ArmError(`${name}: the operation has not ended within ${seconds} seconds`);
}

function assertNotFailed(name: string, { status, error }: Json): void {
  if (status === "Failed" || status === "Canceled") {
    const { code, message } = (error ?? {}) as { code?: string; message?: string };
    throw new ArmError(`${name}: the operation ended as ${status}: ${code ?? "no code"} "${message ?? ""}"`, 200, code);
  }
}

/** The Location of a response other than 202 is that of the resource. */
function withoutUnusedLocation(response: PipelineResponse): PipelineResponse {
  if (response.status !== 202) {
    response.headers.delete("location");
  }
  return response;
}

function asOperationResponse({ request, status, headers, bodyAsText }: PipelineResponse): OperationResponse {
  const body = parseObject(bodyAsText);
  const { method, url } = request;
  return {
    flatResponse: body,
    rawResponse: { statusCode: status, headers: headers.toJSON(), body, request: { method, url } },
  };
}
