import * as pulumi from "@pulumi/pulumi";

import { ArmError } from "../../azure/arm-error";
import type { ArmClient } from "../../azure/arm-client";
import { AuthMode } from "../../contract/auth-mode";
import type { BySlot, Slot } from "../../contract/key-slots";
import { awaitAcceptance, type Acceptance, type ProbeOutcome } from "../../keys/acceptance";
import { installInOrder, slotStep, type KeyPipeline } from "../../keys/pipeline";
import { creationOf, type EndpointResource } from "./endpoint";
import { nameIn } from "../../azure/resource-id";
import { apiVersion, readEndpoint, stateInWords } from "./endpoint-state";

export interface InstallationOptions {
  readonly endpoint: EndpointResource;
  /** Of the attempts to switch the authentication: a mode that comes back after a failure may come without its keys. */
  readonly attempt: pulumi.Output<string>;
  readonly authMode: AuthMode;
  /** A connection that keeps secrets to itself. */
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
  readonly dependsOn: pulumi.Resource[];
  /** How the endpoint is found to accept a new key; absent where nobody waits for that. */
  readonly acceptance: (() => Promise<Acceptance>) | undefined;
}

/** What is recorded of a slot. The number says in a preview what changes; the key is a secret. */
interface Installation {
  readonly endpoint: string;
  readonly slot: Slot;
  readonly number: number;
  readonly authMode: string;
  readonly key: string;
}

/**
 * Puts the program's keys into the slots of the endpoint, by `regenerateKeys`, which azure-native has no resource for;
 * one after the other, because Azure refuses two regenerations at once. Without key authentication only the records are
 * written; once it is back, so are the keys.
 */
export function installKeys(
  pipeline: KeyPipeline,
  { endpoint, attempt, authMode, connect, dependsOn, acceptance }: InstallationOptions,
): BySlot<pulumi.CustomResource> {
  const perform = async (wanted: Installation) => {
    if (wanted.authMode !== AuthMode.Key) {
      return;
    }
    const arm = await connect(wanted.key);
    await installKey(arm, wanted);
    if (acceptance !== undefined) {
      await acceptedByEndpoint(arm, wanted, await acceptance(), pipeline.component);
    }
  };
  return installInOrder(pipeline, (slot, after) =>
    slotStep<Installation>(pipeline, slot, {
      suffix: "key",
      facts: { endpoint: endpoint.id, created: creationOf(endpoint), attempt, authMode },
      installs: true,
      perform,
      dependsOn: [endpoint, ...dependsOn, ...after],
      target: endpoint,
    }),
  );
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
  { endpoint, slot, number, key }: Installation,
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

const keyTypes: BySlot<string> = { primary: "Primary", secondary: "Secondary" };

async function installKey(arm: ArmClient, { endpoint, slot, number, key }: Installation): Promise<void> {
  try {
    await arm.post(`${endpoint}/regenerateKeys`, apiVersion, { keyType: keyTypes[slot], keyValue: key });
  } catch (error) {
    if (!(error instanceof ArmError)) {
      throw error;
    }
    throw new Error(
      `could not install the ${slot} key (number ${number}) on the endpoint "${nameIn(endpoint)}": ${error.message}; ` +
        `${await stateInWords(arm, endpoint)}, and its ${slot} key may be the old or the new one, the other key is as it was; ` +
        "deploy again to install the same key",
    );
  }
}
