import type { AuthMode } from "../../contract/auth-mode";
import { authModeInForce, type AuthSwitches } from "../../contract/auth-modes";

/** The one authentication in force, of inputs that the rules accept; `computeId` tells a Kubernetes endpoint. */
export function authModeOf(args: AuthSwitches & { readonly computeId?: unknown }): AuthMode {
  return authModeInForce("computeId" in args ? "aks" : "managed", args);
}
