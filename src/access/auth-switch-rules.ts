import { authModes, authSwitchesOf, type AuthSwitch, type ServiceKind, type Unavailable } from "../contract/auth-modes";
import { flag, type LeafRule } from "../validation/rule";

/** The rules of the inputs that switch authentication on and off. */

export function authSwitchRules(service: ServiceKind): Readonly<Record<string, LeafRule>> {
  return Object.fromEntries(authSwitchesOf(service).map((name) => [name, flag({ plain: true })]));
}

/** The switches of modes that a service does not have. */
export function unavailableSwitches(service: ServiceKind): Readonly<Partial<Record<AuthSwitch, Unavailable>>> {
  return Object.fromEntries(
    authModes.flatMap((row) => {
      const unavailable = row.unavailable?.[service];
      return row.switch === undefined || unavailable === undefined ? [] : [[row.switch, unavailable]];
    }),
  );
}

/** The same, as hints on names that are no inputs. */
export function retiredSwitches(switches: ReturnType<typeof unavailableSwitches>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(switches).map(([name, { why, instead }]) => [name, `is not an input: ${why}; ${instead}`]),
  );
}
