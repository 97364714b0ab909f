import { ArmError } from "../../arm/arm-error";
import type { Documents } from "../../documents";
import { requireDatastore } from "../../workspaces/datastores";
import type { BlobContainers } from "../../workspaces/own-datastore";

/** `azureml://subscriptions/…/resourcegroups/…/workspaces/…/datastores/…/paths/…`, in any case ("Use datastores"). */
const inDatastore =
  /^azureml:\/\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/(?:providers\/[^/]+\/)?workspaces\/([^/]+)\/datastores\/([^/]+)\/paths\/(.+)$/i;

/** The address of the blobs that an asset's address leads to, by way of its datastore; any other as it is. */
export async function blobAddress(documents: Documents, containers: BlobContainers, uri: string): Promise<string> {
  const [whole, subscription = "", group = "", workspace = "", datastore = "", path = ""] = inDatastore.exec(uri) ?? [];
  if (whole === undefined) {
    return uri;
  }
  const workspaceId =
    `/subscriptions/${subscription}/resourceGroups/${group}` +
    `/providers/Microsoft.MachineLearningServices/workspaces/${workspace}`;
  const { properties } = requireDatastore(documents, `${workspaceId}/datastores/${datastore}`);
  const { datastoreType, accountName, containerName } = properties;
  if (datastoreType !== "AzureBlob") {
    throw new ArmError(
      400,
      "NotOnLocalAzure",
      `The datastore '${datastore}' is of the type ${String(datastoreType)}: Azure reads it, local Azure does not.`,
    );
  }
  return `${await containers.addressOf(String(accountName), String(containerName))}/${path}`;
}
