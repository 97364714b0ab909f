import { AuthMode } from "./auth-mode";

/*
 * Everything that differs between the ways in which callers authenticate, one row for each. Inputs, rules, ARM bodies,
 * roles, outputs, the client and the command read it here; a new way is a new row.
 *
 * No imports but the modes' names: the client uses it in browsers.
 */

/** The input that turns a mode on. */
export type AuthSwitch = "authEnabled" | "tokenAuthEnabled" | "entraAuthEnabled";

/** What is switched on and off; the rules allow one at most. */
export type AuthSwitches = Readonly<Partial<Record<AuthSwitch, boolean>>>;

/** The components with callers. */
export const serviceKinds = ["aci", "aks", "managed"] as const;
export type ServiceKind = (typeof serviceKinds)[number];

/** What can be granted on an endpoint; the names are those of the `grants` input. */
export type GrantKind = "tokenAccess" | "scoring" | "keyRead";

/** A role with exactly the rights that callers of one mode need (concept-endpoints-online-auth). */
export interface GrantRole {
  readonly kind: GrantKind;
  /** The method of a component that gives the role. */
  readonly method: string;
  /** How children are named after it. Frozen. */
  readonly child: string;
  /** What it allows, in the role's name. */
  readonly title: string;
  readonly description: string;
  /** Nothing by wildcard; the last one is what the mode itself needs. */
  readonly actions: readonly string[];
}

/** How callers get a token. */
export interface TokenRow {
  /** In errors of the client. */
  readonly name: string;
  /** `exchange`: a token of Microsoft Entra buys one at the endpoint's own address; `direct`: it is the one to send. */
  readonly flow: "exchange" | "direct";
  /** Which of a cloud's audiences the token of Microsoft Entra is for. */
  readonly audience: "resourceManagerAudience" | "machineLearningAudience";
}

/** The hint for a mode that is switched on where it does not exist. */
export interface Unavailable {
  readonly why: string;
  readonly instead: string;
}

export interface AuthModeRow {
  readonly mode: AuthMode;
  /** Absent for the mode that only is in force while nothing is switched on. */
  readonly switch?: AuthSwitch;
  readonly services: readonly ServiceKind[];
  /** Of a mode with a switch: all services without it. */
  readonly unavailable?: Readonly<Partial<Record<ServiceKind, Unavailable>>>;
  /** What callers send. */
  readonly credential: "none" | "key" | "token";
  readonly grant?: GrantRole;
  readonly token?: TokenRow;
  /** What to do when a service with this mode refuses a credential that is not for it (401), in errors of the client. */
  readonly refusalAdvice?: string;
}

const endpoints = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** In the order in which inputs and messages list them; the first one that a service has is its default. */
export const authModes: readonly AuthModeRow[] = [
  { mode: AuthMode.None, services: ["aci"], credential: "none" },
  {
    mode: AuthMode.Key,
    switch: "authEnabled",
    services: ["aci", "aks", "managed"],
    credential: "key",
    grant: {
      kind: "keyRead",
      method: "grantKeyRead",
      child: "key-read",
      title: "read keys",
      description: "Lets callers of the online endpoint read its keys, and nothing else.",
      actions: [`${endpoints}/read`, `${endpoints}/listKeys/action`],
    },
    refusalAdvice:
      "the key was regenerated, or belongs to another endpoint: read the keys again, and see that the endpoint's authMode is Key",
  },
  {
    mode: AuthMode.AMLToken,
    switch: "tokenAuthEnabled",
    services: ["aks", "managed"],
    unavailable: {
      aci: {
        why: "Container Instances has no token authentication, and had none in v1",
        instead:
          "use keys (authEnabled: true), or deploy the model on an Azure ML online endpoint, managed or on Kubernetes, which has tokens",
      },
    },
    credential: "token",
    grant: {
      kind: "tokenAccess",
      method: "grantTokenAccess",
      child: "token-access",
      title: "fetch tokens",
      description: "Lets callers of the online endpoint fetch tokens of Azure ML for it, and nothing else.",
      actions: [`${endpoints}/read`, `${endpoints}/token/action`],
    },
    token: { name: "token of Azure ML", flow: "exchange", audience: "resourceManagerAudience" },
  },
  {
    mode: AuthMode.AADToken,
    switch: "entraAuthEnabled",
    services: ["managed"],
    unavailable: {
      aci: {
        why: "Container Instances has no Microsoft Entra authentication",
        instead: "use authEnabled: true, or deploy the model on a managed online endpoint",
      },
      aks: {
        why: "Kubernetes endpoints have no Microsoft Entra authentication",
        instead: "use tokenAuthEnabled, or ManagedWebservice",
      },
    },
    credential: "token",
    grant: {
      kind: "scoring",
      method: "grantScoring",
      child: "scoring",
      title: "score",
      description:
        "Lets callers of the online endpoint send requests with a token of Microsoft Entra, and nothing else.",
      actions: [`${endpoints}/score/action`],
    },
    token: { name: "token of Microsoft Entra", flow: "direct", audience: "machineLearningAudience" },
    refusalAdvice:
      "its token is for another audience: an endpoint with authMode AADToken wants one for Azure ML (https://ml.azure.com, or its cloud's own), not for Azure Resource Manager",
  },
];

export function authModeRow(mode: string): AuthModeRow | undefined {
  return authModes.find((row) => row.mode === mode);
}

/** The modes in which callers send a credential of one kind, in order. */
export function authModesWith(credential: AuthModeRow["credential"]): readonly AuthModeRow[] {
  return authModes.filter((row) => row.credential === credential);
}

/** The action that a mode itself needs, as errors show it: without the provider. */
export function shortAction({ actions }: GrantRole): string {
  return actions[actions.length - 1]!.replace("Microsoft.MachineLearningServices/workspaces/", "");
}

/** The modes of one kind of service, in order. */
export function authModesOf(service: ServiceKind): readonly AuthModeRow[] {
  return authModes.filter((row) => row.services.includes(service));
}

/** The mode in force on a service: what is switched on, else its default. */
export function authModeInForce(service: ServiceKind, switches: AuthSwitches): AuthMode {
  const rows = authModesOf(service);
  const on = rows.find((row) => row.switch !== undefined && switches[row.switch] === true);
  return (on ?? rows[0])?.mode ?? AuthMode.None;
}

/** The switches of one kind of service, its default's first. */
export function authSwitchesOf(service: ServiceKind): readonly AuthSwitch[] {
  return authModesOf(service).flatMap((row) => row.switch ?? []);
}

/** The modes with a role to grant, as the `grants` input lists them: tokens first. */
export const grantableModes: readonly (AuthModeRow & { readonly grant: GrantRole })[] = ["token", "key"].flatMap(
  (credential) =>
    authModes.flatMap((row) =>
      row.credential === credential && row.grant !== undefined ? { ...row, grant: row.grant } : [],
    ),
);
