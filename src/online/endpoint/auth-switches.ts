import { AuthMode } from "../../contract/auth-mode";

/** The switches of an online endpoint's authentication; Kubernetes has no Entra. */
export interface AuthSwitches {
  readonly authEnabled?: boolean;
  readonly tokenAuthEnabled?: boolean;
  readonly entraAuthEnabled?: boolean;
}

/** The one authentication in force, of switches that the rules accept: keys, unless something else is switched on. */
export function authModeOf({ tokenAuthEnabled, entraAuthEnabled }: AuthSwitches): AuthMode {
  if (tokenAuthEnabled) {
    return AuthMode.AMLToken;
  }
  return entraAuthEnabled ? AuthMode.AADToken : AuthMode.Key;
}
