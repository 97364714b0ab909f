import { timingSafeEqual } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import { type Slot, slots } from "../../../contract/key-slots";
import { getKeys } from "../credentials";
import { registeredEndpoint } from "../registry";

/** Whether a slot of the endpoint holds the key that the program knows. */
export const KeyState = {
  /** It does. */
  Installed: "Installed",
  /** Somebody else has regenerated it, such as in the studio. */
  Different: "Different",
} as const;
export type KeyState = (typeof KeyState)[keyof typeof KeyState];

/** What a check of the keys found. */
export interface KeyDriftReport {
  /** Of the primary key. */
  readonly primary: KeyState;
  /** Of the secondary key. */
  readonly secondary: KeyState;
}

/**
 * Compares the endpoint's keys with the program's. A key that differs is named in a warning, never shown. A preview
 * requests nothing, and the result is unknown.
 *
 * @throws When the service has no key authentication.
 */
export function checkKeys(component: pulumi.Resource): pulumi.Output<KeyDriftReport> {
  const { keys, installations } = registeredEndpoint(component, "checkKeys");
  const found = getKeys(component, "checkKeys");
  const urns = pulumi.output({ primary: installations.primary.urn, secondary: installations.secondary.urn });
  const check = pulumi.all([found, keys.primary, keys.secondary, urns]).apply(([azure, primary, secondary, urn]) => {
    const states = {
      primary: compare(azure.primaryKey, primary),
      secondary: compare(azure.secondaryKey, secondary),
    };
    for (const slot of slots.filter((one) => states[one] === KeyState.Different)) {
      void pulumi.log.warn(warning(slot, urn[slot]), component);
    }
    return states;
  });
  return pulumi.unsecret(check);
}

function compare(azure: string, program: string): KeyState {
  const [one, other] = [Buffer.from(azure), Buffer.from(program)];
  return one.length === other.length && timingSafeEqual(one, other) ? KeyState.Installed : KeyState.Different;
}

function warning(slot: Slot, urn: string): string {
  return (
    `the ${slot} key of the endpoint is not this program's: somebody has regenerated it, and callers with the program's ${slot} key are refused; ` +
    `raise keys.rotation.${slot} for a new key, or take over the endpoint's with: pulumi up --replace '${urn}'`
  );
}
