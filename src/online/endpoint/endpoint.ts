import { OnlineEndpoint } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import type { AuthMode } from "../../contract/auth-mode";
import type { ServiceArgs } from "../args";
import { onlineDefaults } from "../defaults";

/** The endpoint, with what services say of it: the published typings name no type of azure-native. */
export type EndpointResource = pulumi.CustomResource & {
  readonly properties: pulumi.Output<{ readonly scoringUri: string; readonly swaggerUri: string }>;
  readonly tags: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  readonly identity: pulumi.Output<{ readonly principalId: string } | undefined>;
  readonly systemData: pulumi.Output<{ readonly createdAt?: string } | undefined>;
};

/**
 * Which endpoint it is, among all that ever had its id: one that was deleted in Azure and forgotten by a refresh comes
 * back with the same id, without traffic and with other keys. Records that hold this differ then, and are written again.
 */
export function creationOf(endpoint: EndpointResource): pulumi.Output<string | undefined> {
  return endpoint.id.apply(() => endpoint.systemData).apply((data) => data?.createdAt);
}

/**
 * The endpoint as azure-native creates it: without keys, which would turn all its properties secret, and without
 * traffic, which may only name deployments that exist. Whatever changes later is the settings' to write, so it is
 * ignored here. Azure changes neither compute nor identity, and a name is taken until its endpoint is gone.
 */
export function onlineEndpoint(
  name: string,
  args: ServiceArgs,
  authMode: AuthMode,
  location: pulumi.Input<string>,
  parent: pulumi.Resource,
  keys: pulumi.Resource,
): EndpointResource {
  return new OnlineEndpoint(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      workspaceName: args.workspaceName,
      endpointName: args.endpointName,
      location,
      tags: args.tags,
      identity: identity(args),
      properties: {
        authMode,
        compute: "computeId" in args ? args.computeId : undefined,
        description: args.description,
        publicNetworkAccess: "publicNetworkAccess" in args ? args.publicNetworkAccess : undefined,
        properties: args.properties,
      },
    },
    {
      parent,
      // A replacement begins with the deletion of what goes with the endpoint, records among it, and the engine deletes
      // nothing of a package before it knows of another resource of that package ("unknown provider", CLI 3.260).
      dependsOn: [keys],
      import: args.adopt?.endpointId,
      ignoreChanges: [
        "tags",
        "kind",
        "sku",
        "properties.authMode",
        "properties.description",
        "properties.keys",
        "properties.mirrorTraffic",
        "properties.properties",
        "properties.publicNetworkAccess",
        "properties.traffic",
      ],
      replaceOnChanges: ["identity", "location", "properties.compute"],
      deleteBeforeReplace: true,
    },
  );
}

/**
 * Azure ML gives every endpoint an identity; without a word on it, one of its own. It writes both kinds without the blank
 * that Container Instances has.
 */
function identity({ identity: given }: ServiceArgs) {
  return {
    type: (given?.type ?? onlineDefaults.identity.type).replace(" ", ""),
    // In one order: azure-native compares them as a list, and another order would replace the endpoint.
    ...(given?.userAssignedIdentityIds
      ? { userAssignedIdentities: pulumi.output(given.userAssignedIdentityIds).apply((ids) => [...ids].sort()) }
      : {}),
  };
}
