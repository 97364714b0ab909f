import { authSwitchesOf, type ServiceKind } from "../../contract/auth-modes";
import type { Problem } from "../../validation/problem";
import type { Relation } from "../../validation/rule";

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
