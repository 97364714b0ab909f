import * as pulumi from "@pulumi/pulumi";

import { createGrants } from "../../access/grants";
import type { ArmClient } from "../../azure/arm-client";
import { connect } from "../../azure/arm-connection";
import { AuthMode } from "../../contract/auth-mode";
import { PublicNetworkAccess } from "../../contract/azure-enums";
import type { BySlot } from "../../contract/key-slots";
import type { KeyReferences } from "../../contract/key-references";
import { acceptanceOf, type Acceptance } from "../../keys/acceptance";
import {
  keyPipeline,
  publishKeys,
  type KeyPipeline,
  type KeyPipelineOptions,
  type PublishedKeys,
} from "../../keys/pipeline";
import { tryResolve } from "../../pulumi/output-value";
import { onlineDeployments } from "../deployment/deployments";
import { rolloutGuard } from "../deployment/rollout";
import { warnOfLongTimeouts } from "../deployment/timeout-warning";
import { attemptNonce } from "./attempt-nonce";
import { authModeOf } from "./auth-switches";
import { creationOf, onlineEndpoint, type EndpointResource } from "./endpoint";
import type { ServiceArgs } from "../args";
import { onlineDefaults } from "../defaults";
import { repairDrift } from "./drift";
import { endpointKeys } from "./keys";
import { initialKeys } from "./keys/initial";
import { workspaceLocation } from "../../azure/workspace-location";
import { warnIfFarApart } from "./region-warning";
import { registerEndpoint } from "./registry";
import { endpointSettings } from "./settings";
import type { TokenAcquisition } from "../../contract/token-acquisition";
import { tokenAcquisition } from "./token-acquisition";
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

/** The service's pair of keys, a child of it. */
export type KeyPair = KeyPipelineOptions["keys"] & pulumi.Resource;

/** What the steps below share. */
interface Service {
  readonly name: string;
  readonly args: ServiceArgs;
  readonly component: pulumi.ComponentResource;
  readonly authMode: AuthMode;
  readonly location: pulumi.Input<string>;
  /** Azure Resource Manager, for hooks; it keeps the given secrets out of its words. */
  readonly connect: (...secrets: string[]) => Promise<ArmClient>;
}

/**
 * The children of a service on an online endpoint, in the order in which Azure gets to see them: the endpoint, its
 * deployments, its settings with the traffic, then one key after the other, then the secrets of the keys in Key Vault.
 * Without key authentication the keys stay, unused: switched back, callers find the ones they know.
 */
export function onlineService(
  name: string,
  pair: KeyPair,
  args: ServiceArgs,
  component: pulumi.ComponentResource,
): OnlineService {
  const service: Service = {
    name,
    args,
    component,
    authMode: authModeOf(args),
    location: args.location ?? workspaceLocation(args, component),
    connect: (...secrets) => connect(args.azure, component, secrets),
  };
  const endpoint = endpointOf(service, pair);
  const given = keyPipeline(component, keyOptions(service, pair));
  const deployments = guardedDeployments(service, endpoint, initialKeysOf(service, given, endpoint));
  const keysAttempt = attemptNonce(`${name}-keys-attempt`, { authMode: service.authMode }, component, deployments);
  const { settings, restored } = settingsOf(service, endpoint, deployments, keysAttempt);

  const { pipeline, installations, ready } = endpointKeys(given, {
    endpoint,
    settings,
    restored,
    attempt: keysAttempt.hex,
    authMode: service.authMode,
    // No key is asked for before the endpoint has them again.
    connect: async (...secrets) => {
      await tryResolve(restored);
      return service.connect(...secrets);
    },
    acceptance: acceptanceFor(args),
  });
  const published = publishKeys(pipeline, ready);

  registerForMethods(service, endpoint, settings, pipeline.keys, installations);
  createGrants(component, name, { ...addressOf(args), endpoint }, args.grants);
  if ("computeId" in args) {
    warnIfFarApart(component, args);
    void warnOfLongTimeouts(component, args.deployments);
  }
  return outputsOf(service, endpoint, published);
}

function endpointOf({ name, args, component, authMode, location }: Service, pair: KeyPair): EndpointResource {
  return onlineEndpoint(`${name}-endpoint`, args, authMode, location, component, pair);
}

/** Without key authentication nobody asks for keys. */
function initialKeysOf(
  { args, authMode, connect: arm }: Service,
  pipeline: KeyPipeline,
  endpoint: EndpointResource,
): pulumi.Resource[] {
  const isAdopted = args.adopt !== undefined;
  return authMode === AuthMode.Key
    ? initialKeys(pipeline, args.keys?.initial, { endpoint, isAdopted, connect: arm })
    : [];
}

/** The deployments, behind the guard that keeps those with live traffic. */
function guardedDeployments(
  { name, args, component, location }: Service,
  endpoint: EndpointResource,
  dependsOn: pulumi.Resource[],
) {
  const replacing = "computeId" in args ? { computeId: args.computeId } : {};
  return onlineDeployments(name, args, { endpoint, location, dependsOn }, component, (facts) =>
    rolloutGuard(
      `${name}-rollout`,
      { endpoint: addressOf(args), ...replacing, traffic: trafficOf(args), deployments: facts },
      component,
    ),
  );
}

type SettingsTags = pulumi.Input<Record<string, string>> | undefined;

/** What changes while the endpoint lives, written after the deployments. */
function settingsOf(
  { name, args, component, authMode, connect: arm }: Service,
  endpoint: EndpointResource,
  deployments: pulumi.Resource[],
  keysAttempt: pulumi.Resource,
): { readonly settings: pulumi.CustomResource; readonly restored: pulumi.Output<string | undefined> } {
  const changeable = {
    authMode,
    traffic: trafficOf(args),
    mirrorTraffic: "mirrorTraffic" in args ? shares(args.mirrorTraffic ?? {}) : undefined,
    publicNetworkAccess: publicNetworkAccess(args),
    description: args.description,
    tags: args.tags as SettingsTags,
    properties: args.properties as SettingsTags,
  };
  const attempt = attemptNonce(`${name}-settings-attempt`, changeable, component, deployments);
  const wanted = { endpoint: endpoint.id, created: creationOf(endpoint), attempt: attempt.hex, ...changeable };
  const dependsOn = [...deployments, keysAttempt];
  const settings = endpointSettings(`${name}-settings`, wanted, { component, endpoint, connect: arm, dependsOn });
  const restored = repairDrift({ component, address: addressOf(args), endpoint, settings, wanted, connect: arm });
  return { settings: settings.record, restored };
}

function keyOptions({ name, args }: Service, keys: KeyPair): KeyPipelineOptions {
  const { rotation, vault } = args.keys ?? {};
  return { name, service: args.endpointName, keys, rotation, vault, environment: args.azure?.environment };
}

/**
 * With a vault callers are told of a new key, so the endpoint is probed with it first. Without, nobody waits for the
 * response, unless the program says so.
 */
function acceptanceFor(args: ServiceArgs): (() => Promise<Acceptance>) | undefined {
  const { vault, acceptance } = args.keys ?? {};
  if (vault === undefined && acceptance === undefined) {
    return undefined;
  }
  return async () => {
    const isPublic = (await tryResolve(publicNetworkAccess(args)))?.value !== PublicNetworkAccess.Disabled;
    return acceptanceOf(acceptance, isPublic, onlineDefaults.keys.acceptance.settlingSeconds);
  };
}

function registerForMethods(
  { args, component, authMode }: Service,
  endpoint: EndpointResource,
  settings: pulumi.CustomResource,
  keys: BySlot<pulumi.Output<string>>,
  installations: BySlot<pulumi.CustomResource>,
): void {
  const ready = [endpoint, settings, installations.primary, installations.secondary];
  registerEndpoint(component, { ...addressOf(args), authMode, keys, installations, ready });
}

function outputsOf(
  { args, authMode }: Service,
  endpoint: EndpointResource,
  { primaryKey, secondaryKey, keyReferences }: PublishedKeys,
): OnlineService {
  const withKeys = <T>(output: pulumi.Output<T>) =>
    authMode === AuthMode.Key ? output : pulumi.output<T | undefined>(undefined);
  // By way of the id, which no preview of a new endpoint knows: its inputs hold no address, but that does not mean none.
  const made = endpoint.id.apply(() => pulumi.all([endpoint.properties, endpoint.identity]));
  return {
    scoringUri: made.apply(([properties]) => properties.scoringUri),
    swaggerUri: made.apply(([properties]) => properties.swaggerUri),
    authMode: pulumi.output(authMode),
    primaryKey: withKeys(primaryKey),
    secondaryKey: withKeys(secondaryKey),
    keyReferences: withKeys(keyReferences),
    tokenAcquisition: tokenAcquisition(endpoint.id, authMode, args.azure),
    resourceId: endpoint.id,
    principalId: made.apply(([, identity]) => identity?.principalId),
  };
}

function addressOf({ resourceGroupName, workspaceName, endpointName }: ServiceArgs) {
  return { resourceGroupName, workspaceName, endpointName };
}

function publicNetworkAccess(args: ServiceArgs): pulumi.Input<PublicNetworkAccess> | undefined {
  return "publicNetworkAccess" in args ? args.publicNetworkAccess : undefined;
}
