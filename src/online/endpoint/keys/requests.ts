import { setTimeout as sleep } from "node:timers/promises";

import type { ArmClient } from "../../../azure/arm-client";
import { ArmError } from "../../../azure/arm-error";
import type { OperationEnd } from "../../../azure/arm-operation";
import { isTransient } from "../../../azure/retryable";
import { nameIn } from "../../../azure/resource-id";
import { type BySlot, bySlot, type Slot } from "../../../contract/key-slots";
import { apiVersion, readEndpoint } from "../endpoint-state";

export type EndpointKeys = BySlot<string>;

/** A key that is to be replaced, and what Azure is asked to put in its place. */
export interface Regeneration {
  /** The endpoint's resource id. */
  readonly endpoint: string;
  readonly slot: Slot;
  /** Azure may take it or make a key of its own. */
  readonly proposal: string;
}

/**
 * The keys in force.
 *
 * @throws Where the endpoint has none, and where the deploying identity may not ask.
 */
export async function keysInForce(arm: ArmClient, endpoint: string): Promise<EndpointKeys> {
  const { primaryKey, secondaryKey } = await listKeys(arm, endpoint);
  if (!isKey(primaryKey) || !isKey(secondaryKey)) {
    // So it answers where the authentication is another one (Azure/azure-powershell, recorded for listKeys).
    const mode = await readEndpoint(arm, endpoint).then(
      ({ properties }) => `its authentication is ${String(properties.authMode)}`,
      () => "its authentication could not be read",
    );
    throw new Error(
      `the endpoint "${nameIn(endpoint)}" has no keys: ${mode}, where the program wants Key; ` +
        "deploy with --refresh to switch it back",
    );
  }
  return { primary: primaryKey, secondary: secondaryKey };
}

async function listKeys(arm: ArmClient, endpoint: string) {
  try {
    return await arm.ask(`${endpoint}/listKeys`, apiVersion);
  } catch (error) {
    if (!(error instanceof ArmError)) {
      throw error;
    }
    const needs =
      error.status === 403
        ? "; the identity that deploys needs the right Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listKeys/action"
        : "";
    throw new Error(`could not read the keys of the endpoint "${nameIn(endpoint)}": ${error.message}${needs}`);
  }
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

const keyTypes: BySlot<string> = bySlot((slot) => (slot === "primary" ? "Primary" : "Secondary"));

/** Attempts to regenerate, where it is certain that the one before has changed nothing. */
const attempts = 4;
/** How long a key that was regenerated may take to show. */
const settlingMs = 60_000;
/** How long one may take whose request got no answer, before it is sent again. */
const doubtMs = 5_000;
const lookEveryMs = 1_000;

/**
 * Regenerates a key and returns the one that is then in force, whoever chose it; nothing where it was regenerated and
 * could not be read. The keys are read first: a right that is missing is found before anything has changed, and it takes
 * the old key to tell whether an attempt without an answer has changed it. Once it has, nobody asks again: the new one
 * may be known to somebody.
 */
export async function regenerateKey(arm: ArmClient, regeneration: Regeneration): Promise<string | undefined> {
  const { endpoint, slot, proposal } = regeneration;
  const { [slot]: old } = await keysInForce(arm, endpoint);
  if (old === proposal) {
    return old;
  }
  const { at } = arm.deadline();
  for (let attempt = 1; ; attempt++) {
    const outcome = await regenerate(arm, regeneration);
    const failure = outcome instanceof ArmError ? outcome : undefined;
    if (failure !== undefined && !isTransient(failure)) {
      throw failure;
    }
    const changed = changedKey(
      arm,
      regeneration,
      old,
      Math.min(at, Date.now() + (failure === undefined ? settlingMs : doubtMs)),
    );
    const now = await (outcome === "ended" ? changed.catch(() => "unread" as const) : changed);
    if (now !== undefined) {
      return now === "unread" ? undefined : now;
    }
    if (failure === undefined) {
      throw new ArmError("Azure has taken the request, but the key is still the old one");
    }
    if (attempt === attempts || Date.now() >= at) {
      throw failure;
    }
    arm.report(`${failure.message}; the ${slot} key has not changed, trying again`);
  }
}

async function regenerate(
  arm: ArmClient,
  { endpoint, slot, proposal }: Regeneration,
): Promise<OperationEnd | ArmError> {
  try {
    return await arm.postOnce(`${endpoint}/regenerateKeys`, apiVersion, {
      keyType: keyTypes[slot],
      keyValue: proposal,
    });
  } catch (error) {
    if (error instanceof ArmError) {
      return error;
    }
    throw error;
  }
}

async function changedKey(
  arm: ArmClient,
  { endpoint, slot }: Regeneration,
  old: string,
  until: number,
): Promise<string | undefined> {
  for (;;) {
    const { [slot]: now } = await keysInForce(arm, endpoint);
    if (now !== old) {
      return now;
    }
    if (Date.now() + lookEveryMs > until) {
      return undefined;
    }
    await sleep(lookEveryMs);
  }
}
