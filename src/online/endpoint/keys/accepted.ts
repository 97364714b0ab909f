import * as pulumi from "@pulumi/pulumi";

import type { ArmClient } from "../../../azure/arm-client";
import type { Slot } from "../../../contract/key-slots";
import { type Acceptance, awaitAcceptance, type ProbeOutcome } from "../../../keys/acceptance";
import { type KeyPipeline, slotStep } from "../../../keys/pipeline";
import { readEndpoint } from "../endpoint-state";
import type { KeyInForce } from "./in-force";

export interface AcceptedKeyOptions {
  readonly endpoint: pulumi.CustomResource;
  readonly inForce: KeyInForce;
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
  readonly acceptance: () => Promise<Acceptance>;
}

interface Accepted {
  readonly endpoint: string;
  readonly number: number;
  readonly key: string;
}

/** Remembers that the endpoint accepted the key of a slot. A failure leaves the key where it is: the next run asks again. */
export function acceptedKey(pipeline: KeyPipeline, slot: Slot, options: AcceptedKeyOptions): pulumi.CustomResource {
  const { endpoint, inForce, connect, acceptance } = options;
  return slotStep<Accepted>(pipeline, slot, {
    suffix: "accepted",
    protect: false,
    facts: { endpoint: endpoint.id, key: inForce.key },
    perform: async (wanted) =>
      acceptedByEndpoint(await connect(wanted.key), slot, wanted, await acceptance(), pipeline.component),
    dependsOn: [inForce.record],
    target: endpoint,
  });
}

/** Responses of a router or a gateway that is overloaded or ill, perhaps before it has looked at the key. */
const unclearStatuses = [407, 408, 429, 500, 502, 503, 504];

function endpointOutcome(status: number): ProbeOutcome {
  return [401, 403].includes(status) ? "refused" : unclearStatuses.includes(status) ? "unclear" : "accepted";
}

/**
 * The probe requests the OpenAPI description, which costs no prediction. Every status but 401 and 403 comes from behind
 * the authentication (how-to-troubleshoot-online-endpoints).
 */
async function acceptedByEndpoint(
  arm: ArmClient,
  slot: Slot,
  { endpoint, number, key }: Accepted,
  acceptance: Acceptance,
  component: pulumi.Resource,
): Promise<void> {
  const target = async () => {
    const { swaggerUri, scoringUri } = (await readEndpoint(arm, endpoint)).properties;
    return { url: String(swaggerUri ?? scoringUri) };
  };
  await awaitAcceptance(
    acceptance,
    { slot, number, key, target, outcomeOf: endpointOutcome },
    (line, isWarning) => void (isWarning ? pulumi.log.warn(line, component) : pulumi.log.info(line, component)),
  );
}
