import * as pulumi from "@pulumi/pulumi";

import { createGrants } from "../access/grants";
import { connect } from "../arm/connection";
import { AuthMode } from "../auth-mode";
import { WebserviceKeys } from "../webservice-keys";
import { OnlineWebserviceArgs } from "./args";
import { attempt } from "./attempt";
import { authModeOf } from "./auth-mode";
import { onlineDeployments } from "./deployments";
import { creationOf, onlineEndpoint, ServiceArgs } from "./endpoint";
import { installedKey } from "./key-installation";
import { rememberEndpoint } from "./live-endpoint";
import { warnIfFarApart, workspaceLocation } from "./region-notice";
import { rolloutGuard } from "./rollout";
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
  readonly tokenAcquisition: pulumi.Output<TokenAcquisition | undefined>;
  readonly resourceId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string | undefined>;
}

/**
 * The children of a service on an online endpoint, in the order in which Azure gets to see them: the endpoint, its
 * deployments, its settings with the traffic, then one key after the other.
 */
export function onlineService(
  name: string,
  keys: OnlineWebserviceArgs["keys"],
  args: ServiceArgs,
  component: pulumi.ComponentResource,
): OnlineService {
  const authMode = authModeOf(args);
  const arm = (...secrets: string[]) => connect(args.azure, component, secrets);

  // Without key authentication they stay, unused: switched back, callers find the ones they know.
  const pair = new WebserviceKeys(`${name}-keys`, keys, { parent: component });
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
  const ofKeys = attempt(`${name}-keys-attempt`, { authMode }, component, deployments);
  const ofSettings = attempt(`${name}-settings-attempt`, wanted, component, deployments);
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
  const parts = { component, endpoint, attempt: ofKeys.hex, authMode, connect: arm };
  const { rotation } = args.keys ?? {};
  const primary = installedKey(name, "primary", rotation?.primary ?? 1, pair.primaryKey, {
    ...parts,
    dependsOn: [settings],
  });
  const secondary = installedKey(name, "secondary", rotation?.secondary ?? 1, pair.secondaryKey, {
    ...parts,
    dependsOn: [settings, primary],
  });
  rememberEndpoint(component, {
    ...addressOf(args),
    authMode,
    keys: { primary: pair.primaryKey, secondary: pair.secondaryKey },
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
    tokenAcquisition: tokenAcquisition(endpoint.id, authMode, args.azure),
    resourceId: endpoint.id,
    principalId: made.apply(([, identity]) => identity?.principalId),
  };
}

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
