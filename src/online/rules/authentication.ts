import { at } from "../../validation/property-path";
import { authModesOf, authSwitchesOf, type ServiceKind } from "../../contract/auth-modes";
import type { Problem } from "../../validation/problem";
import type { Relation } from "../../validation/rule";
import { slots } from "../../contract/key-slots";
import { keyDefaults } from "../../keys/defaults";

/** Exactly one authentication is in force: keys, unless something else is switched on. */

/** Kubernetes and managed endpoints. */
export type OnlineKind = Exclude<ServiceKind, "aci">;

/** What both kinds of endpoints have. */
export const sharedSwitches = authSwitchesOf("aks").filter((name) => authSwitchesOf("managed").includes(name));

/** v1: "cannot set token_auth_enabled without disabling key auth"; v2 has no endpoints without authentication. */
export function authentication(service: OnlineKind): Relation {
  const available = authSwitchesOf(service);
  return {
    of: available,
    presence: true,
    check: (values): Problem | undefined => {
      const on = available.filter((_, i) => values[i] === true);
      const last = on.at(-1);
      if (last !== undefined && on.length > 1) {
        const reason = `true is not allowed beside ${on.slice(0, -1).join(" and ")}: true, because an endpoint has exactly one authentication: turn all but one off`;
        return { path: last, reason };
      }
      if (on.length > 0 || values[0] !== false) {
        return undefined;
      }
      const others = available.slice(1).map((name) => `${name}: true`);
      const reason = `false is not allowed alone, because Azure ML v2 has no endpoint without authentication: must be true or left out for keys, or come with ${others.join(" or ")}; for open access put a gateway of your own in front that holds the key`;
      return { path: "authEnabled", reason };
    },
  };
}

/** A generated key in the place of the one in use would lock the callers of an adopted endpoint out. */
export function adoptedKeys(service: OnlineKind): Relation {
  const otherModes = authModesOf(service).filter(({ credential }) => credential !== "key");
  return {
    of: ["adopt", "keys", ...otherModes.flatMap((row) => row.switch ?? [])],
    presence: true,
    check: ([adopt, keys, ...modes]): Problem[] => {
      if (adopt === undefined || modes.includes(true)) {
        return [];
      }
      const { rotationNumber: first } = keyDefaults;
      const missing = slots.filter(
        (slot) =>
          at(keys, `initial.${slot}`) === undefined && [undefined, first].includes(at(keys, `rotation.${slot}`) as 1),
      );
      return missing.map((slot) => ({
        path: `keys.initial.${slot}`,
        reason: `is required with adopt: give the ${slot} key that the endpoint has (az ml online-endpoint get-credentials), or its callers would be refused; for a new one on purpose set keys.rotation.${slot}: ${first + 1}`,
      }));
    },
  };
}
