import type { StoredServices } from "../arm/stored-resource";
import type { TrackedResource } from "../arm/tracked-resource";
import { writeDatastore } from "./datastores";

/** What workspaces need of storage accounts. */
export interface BlobContainers {
  make: (accountId: string, container: string) => Promise<void>;
  /** The address of a container's blobs, without a slash at the end. */
  addressOf: (account: string, container: string) => Promise<string>;
}

export type WorkspaceServices = StoredServices & { blobContainers: BlobContainers };

/**
 * "Use datastores": each workspace has `workspaceblobstore`, its default, in a container of its own in its account. It
 * has three more, for files, which nothing here reads. A workspace without an account, which Azure would refuse, has
 * none.
 */
export async function makeOwnDatastore(
  { state: { documents }, blobContainers }: WorkspaceServices,
  workspaceId: string,
): Promise<void> {
  const { storageAccount, workspaceId: number } =
    documents.read<TrackedResource>(workspaceId)?.properties ?? ({} as Record<string, unknown>);
  if (typeof storageAccount !== "string") {
    return;
  }
  const containerName = `azureml-blobstore-${String(number)}`;
  await blobContainers.make(storageAccount, containerName);
  const [, , subscriptionId, , resourceGroup] = storageAccount.split("/");
  writeDatastore(documents, `${workspaceId}/datastores/workspaceblobstore`, {
    datastoreType: "AzureBlob",
    accountName: storageAccount.slice(storageAccount.lastIndexOf("/") + 1),
    containerName,
    credentials: { credentialsType: "AccountKey" },
    endpoint: "core.windows.net",
    protocol: "https",
    resourceGroup,
    serviceDataAccessAuthIdentity: "None",
    subscriptionId,
    isDefault: true,
  });
}
