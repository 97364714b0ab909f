import { getDatastore } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { partOf, resourceGroupIn } from "../../azure/resource-id";
import { type Workspace, workspaceOf } from "../../azure/workspace";
import { errorMessage } from "../../pulumi/error-message";
import { unknownOutput } from "../../pulumi/output-value";
import { resourceError } from "../../pulumi/resource-error";
import type { WorkspaceStorageArgs } from "../args";
import { onlineDefaults } from "../defaults";

/** The blob container that a datastore leads to. */
export interface DatastoreContainer {
  readonly resourceGroupName: string;
  readonly accountName: string;
  readonly containerName: string;
  /** What stands before a path in the container, in an address of Azure ML; without `/` at its end. */
  readonly paths: string;
}

export interface DatastorePlace {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
  readonly storage?: WorkspaceStorageArgs;
}

/**
 * Where local files go: a datastore says which container it is, so that nobody has to say it twice. Azure ML registers
 * models by their address in a datastore. Read in previews, too; the right to read is enough.
 */
export function datastoreContainer(
  component: pulumi.Resource,
  { resourceGroupName, workspaceName, storage = {} }: DatastorePlace,
): pulumi.Output<DatastoreContainer> {
  const { datastoreName = onlineDefaults.storage.datastoreName } = storage;
  const names = pulumi.all([resourceGroupName, workspaceName, datastoreName, pulumi.output(storage.resourceGroupName)]);
  // A name that another resource of the program has given may be known before there is such a datastore.
  const mayFollow = pulumi.Output.isInstance(datastoreName);
  return pulumi
    .all([names, workspaceOf(component, { resourceGroupName, workspaceName })])
    .apply(async ([[group, workspace, name, accountGroup], facts]): Promise<DatastoreContainer> => {
      const address = { resourceGroupName: group, workspaceName: workspace, name };
      const properties = await readDatastore(address, mayFollow, component);
      if (properties === undefined) {
        // The SDK takes an Output in place of the value.
        return unknownOutput<DatastoreContainer>() as unknown as DatastoreContainer;
      }
      const problem = datastoreProblem(name, properties, facts);
      if (problem !== undefined) {
        throw resourceError(problem, component);
      }
      const { accountName = "", containerName = "", resourceGroup } = properties;
      const subscription = partOf(facts.id, "subscriptions") ?? "";
      return {
        resourceGroupName: accountGroup ?? resourceGroup ?? groupOfOwn(accountName, facts) ?? group,
        accountName,
        containerName,
        paths: `azureml://subscriptions/${subscription}/resourcegroups/${group}/workspaces/${workspace}/datastores/${name}/paths`,
      };
    });
}

/** What matters here of a datastore; azure-native's own type is a union of all kinds. */
export interface DatastoreFacts {
  readonly datastoreType?: string;
  readonly accountName?: string;
  readonly containerName?: string;
  readonly resourceGroup?: string;
  readonly subscriptionId?: string;
}

/** Why local files cannot go there. */
export function datastoreProblem(
  name: string,
  { datastoreType, subscriptionId }: DatastoreFacts,
  workspace: Workspace,
): string | undefined {
  // Under the mocks of a user's own tests nothing may be said.
  if (datastoreType !== undefined && datastoreType !== "AzureBlob") {
    return `storage.datastoreName: the datastore "${name}" is of the type ${datastoreType}: must be one of the type AzureBlob; name another, such as ${onlineDefaults.storage.datastoreName}`;
  }
  const own = partOf(workspace.id, "subscriptions");
  if (subscriptionId && own !== undefined && subscriptionId.toLowerCase() !== own.toLowerCase()) {
    return `storage.datastoreName: the datastore "${name}" leads to the subscription ${subscriptionId}: must be in that of the workspace, ${own}, where the files are uploaded; name another, or register the files yourself and give modelId and codeId`;
  }
  return undefined;
}

/** Older datastores do not say the resource group of their account; the workspace knows that of its own. */
function groupOfOwn(accountName: string, { storageAccount = "" }: Workspace): string | undefined {
  const isOwn = storageAccount.toLowerCase().endsWith(`/${accountName.toLowerCase()}`);
  return isOwn ? resourceGroupIn(storageAccount) : undefined;
}

interface DatastoreAddress {
  readonly resourceGroupName: string;
  readonly workspaceName: string;
  readonly name: string;
}

/** Nothing where a preview knows the name of one that this program has yet to make. */
async function readDatastore(
  address: DatastoreAddress,
  mayFollow: boolean,
  component: pulumi.Resource,
): Promise<DatastoreFacts | undefined> {
  try {
    const { properties } = await getDatastore(address, { parent: component, async: true });
    return (properties ?? {}) as DatastoreFacts;
  } catch (error) {
    const reason = errorMessage(error);
    if (mayFollow && pulumi.runtime.isDryRun() && /\b404\b|NotFound/.test(reason)) {
      return undefined;
    }
    throw resourceError(
      `storage.datastoreName: the datastore "${address.name}" of the workspace "${address.workspaceName}" cannot be read (${reason}); it takes the right datastores/read. az ml datastore list shows those there are: name one of the type AzureBlob`,
      component,
    );
  }
}
