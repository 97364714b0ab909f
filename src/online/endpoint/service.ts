import * as pulumi from "@pulumi/pulumi";

import { createGrants } from "../../access/grants";
import { connect } from "../../azure/arm-connection";
import { AuthMode } from "../../contract/auth-mode";
import { acceptanceOf } from "../../keys/acceptance";
import { KeyVaultArgs, WebserviceKeysArgs } from "../../keys/args";
import { ReplacementGuard } from "../../keys/guard";
import { numbersAllowed, rotationNumbers, withoutVault } from "../../keys/rotation-stash";
import { KeyReferences } from "../../contract/key-references";
import { installationOrder } from "../../keys/rotation";
import { activeSecret, keyReferences, slotSecret } from "../../keys/secrets";
import { Slot } from "../../contract/key-slots";
import { tryResolve } from "../../pulumi/output-value";
import { WebserviceKeys } from "../../webservice-keys";
import { attemptNonce } from "./attempt-nonce";
import { authModeOf } from "./auth-switches";
import { onlineDeployments } from "../deployment/deployments";
import { creationOf, onlineEndpoint, ServiceArgs } from "./endpoint";
import { PublicNetworkAccess } from "../../contract/azure-enums";
import { InstallationParts, installedKey } from "./key-installation";
import { registerEndpoint } from "./registry";
import { warnIfFarApart, workspaceLocation } from "./region-warning";
import { rolloutGuard } from "../deployment/rollout";
import { endpointSettings } from "./settings";
import { TokenAcquisition, tokenAcquisition } from "./token-acquisition";
import { shares, trafficOf } from "./traffic";

/** What a service on an online endpoint says of itself. */
export interface OnlineService {
  readonly scoringUri: pulumi.Output<string>;
  readonly swaggerUri: pulumi.Output<string>;
  readonly authMode: pulumi.Output<AuthMode>;
  readonly primaryKey: pulumi.Output<string | undefined>;
  readonly secondaryKey: pulumi.Output<string | undefined>;
  readonly keyReferences: pulumi.Output<KeyReferences | undefined>;
  readonly tokenAcquisition: pulumi.Output<TokenAcquisition | undefined>;
  readonly resourceId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string | undefined>;
}

/**
 * The children of a service on an online endpoint, in the order in which Azure gets to see them: the endpoint, its
 * deployments, its settings with the traffic, then one key after the other, then the secrets of the keys in Key Vault.
 */
export function onlineService(
  name: string,
  keysAsGiven: WebserviceKeysArgs | undefined,
  args: ServiceArgs,
  component: pulumi.ComponentResource,
): OnlineService {
  const authMode = authModeOf(args);
  const arm = (...secrets: string[]) => connect(args.azure, component, secrets);

  // Without key authentication they stay, unused: switched back, callers find the ones they know.
  const { rotation, vault } = args.keys ?? {};
  const pair = new WebserviceKeys(`${name}-keys`, withoutVault(keysAsGiven), { parent: component });
  const location = args.location ?? workspaceLocation(args, component);
  const endpoint = onlineEndpoint(`${name}-endpoint`, args, authMode, location, component, pair);
  const deployments = onlineDeployments(name, args, { endpoint, location }, component, (facts) =>
    rolloutGuard(
      `${name}-rollout`,
      { endpoint: addressOf(args), ...replacing(args), traffic: trafficOf(args), deployments: facts },
      component,
    ),
  );
  const wanted = {
    authMode,
    traffic: trafficOf(args),
    mirrorTraffic: "mirrorTraffic" in args ? shares(args.mirrorTraffic ?? {}) : undefined,
    publicNetworkAccess: "publicNetworkAccess" in args ? args.publicNetworkAccess : undefined,
    description: args.description,
    tags: args.tags as SettingsTags,
    properties: args.properties as SettingsTags,
  };
  const ofKeys = attemptNonce(`${name}-keys-attempt`, { authMode }, component, deployments);
  const ofSettings = attemptNonce(`${name}-settings-attempt`, wanted, component, deployments);
  const settings = endpointSettings(
    `${name}-settings`,
    {
      endpoint: endpoint.id,
      created: creationOf(endpoint),
      attempt: ofSettings.hex,
      ...wanted,
    },
    { component, endpoint, connect: arm, dependsOn: [...deployments, ofKeys] },
  );
  const numbers = rotationNumbers(rotation);
  const keys = { primary: pair.primaryKey, secondary: pair.secondaryKey };
  const install = (slot: Slot, dependsOn: pulumi.Resource[]) =>
    installedKey(name, slot, numbers[slot], keys[slot], {
      component,
      endpoint,
      attempt: ofKeys.hex,
      authMode,
      connect: arm,
      dependsOn,
      guarded,
      acceptance: acceptanceFor(args),
    });
  const guarded = { guard: new ReplacementGuard(), allowed: numbersAllowed(rotation) };
  const [first, second] = installationOrder(numbers);
  const earlier = install(first, [settings]);
  const later = install(second, [settings, earlier]);
  const [primary, secondary] = first === "primary" ? [earlier, later] : [later, earlier];
  const references = vault && publishedKeys(name, args, vault, keys, { primary, secondary }, component);
  registerEndpoint(component, {
    ...addressOf(args),
    authMode,
    keys,
    installations: { primary, secondary },
    ready: [endpoint, settings, primary, secondary],
  });
  createGrants(component, name, { ...addressOf(args), endpoint }, args.grants);
  if ("computeId" in args) {
    warnIfFarApart(component, args);
  }

  const inForce = (key: pulumi.Output<string>, installation: pulumi.CustomResource) =>
    authMode === AuthMode.Key ? accepted(key, installation) : pulumi.output(undefined);
  // By way of the id, which no preview of a new endpoint knows: its inputs hold no address, but none is not the answer.
  const made = endpoint.id.apply(() => pulumi.all([endpoint.properties, endpoint.identity]));
  return {
    scoringUri: made.apply(([properties]) => properties.scoringUri),
    swaggerUri: made.apply(([properties]) => properties.swaggerUri),
    authMode: pulumi.output(authMode),
    primaryKey: inForce(pair.primaryKey, primary),
    secondaryKey: inForce(pair.secondaryKey, secondary),
    keyReferences: pulumi.output(authMode === AuthMode.Key ? references : undefined),
    tokenAcquisition: tokenAcquisition(endpoint.id, authMode, args.azure),
    resourceId: endpoint.id,
    principalId: made.apply(([, identity]) => identity?.principalId),
  };
}

/** The keys stay in the vault while another authentication is on, as they stay in the program. */
function publishedKeys(
  name: string,
  args: ServiceArgs,
  vault: KeyVaultArgs,
  keys: Readonly<Record<Slot, pulumi.Output<string>>>,
  installations: Readonly<Record<Slot, pulumi.CustomResource>>,
  component: pulumi.Resource,
): pulumi.Output<KeyReferences> {
  const numbers = rotationNumbers(args.keys?.rotation);
  const parts = { component, name, service: args.endpointName, vault, environment: args.azure?.environment, numbers };
  const primary = slotSecret(parts, "primary", keys.primary, [installations.primary]);
  const secondary = slotSecret(parts, "secondary", keys.secondary, [installations.secondary]);
  // Each installation ends when the endpoint accepts its key.
  const active = activeSecret(parts, keys, [primary, secondary, installations.primary, installations.secondary]);
  return keyReferences(parts, { primary, secondary, active });
}

/**
 * With a vault callers are told of a new key, so the endpoint is asked for it first. Without, nobody waits for the
 * answer, unless the program says so.
 */
function acceptanceFor(args: ServiceArgs): InstallationParts["acceptance"] {
  const { vault, acceptance } = args.keys ?? {};
  if (vault === undefined && acceptance === undefined) {
    return undefined;
  }
  const access = "publicNetworkAccess" in args ? args.publicNetworkAccess : undefined;
  return async () => {
    const isPublic = (await tryResolve(access))?.value !== PublicNetworkAccess.Disabled;
    return acceptanceOf(acceptance, isPublic, settlingSeconds);
  };
}

/** Long enough for every replica of Azure's router to have the key. */
const settlingSeconds = 60;

type SettingsTags = pulumi.Input<Record<string, string>> | undefined;

/** The key, once the endpoint has it. */
function accepted(key: pulumi.Output<string>, installation: pulumi.CustomResource): pulumi.Output<string> {
  return pulumi.secret(pulumi.all([key, installation.urn]).apply(([value]) => value));
}

function addressOf({ resourceGroupName, workspaceName, endpointName }: ServiceArgs) {
  return { resourceGroupName, workspaceName, endpointName };
}

function replacing(args: ServiceArgs) {
  return "computeId" in args ? { computeId: args.computeId } : {};
}
