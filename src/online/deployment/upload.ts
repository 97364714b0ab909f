import { Blob } from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

import type { WorkspaceStorageArgs } from "../args";
import type { LocalTree } from "./local-tree";

export interface UploadPlace {
  readonly storage: WorkspaceStorageArgs;
  /** The resource group that counts when the storage names none. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** A path of its own for this version, without `/` at its ends. */
  readonly folder: pulumi.Output<string>;
  readonly parent: pulumi.Resource;
}

export interface Upload {
  /** The address of the file or the folder. */
  readonly uri: pulumi.Output<string>;
  readonly blobs: pulumi.Resource[];
}

/**
 * Puts files into the workspace's storage, each as a resource `<name>-<path>`.
 *
 * The provider fetches the storage account's key for it (`listKeys`), when it creates or refreshes a file and not in a
 * preview; an account that allows no shared keys cannot be used this way. A path is never used twice, so nothing that
 * serves is overwritten, and nothing is deleted: what Azure ML has registered is read again whenever a replica starts.
 */
export function upload(name: string, tree: LocalTree, place: UploadPlace): Upload {
  const { storage, resourceGroupName, folder, parent } = place;
  const blobs = tree.files.map(({ relative, absolute }) => {
    const below = tree.isFolder ? `${tree.name}/${relative}` : relative;
    return new Blob(
      `${name}-${relative}`,
      {
        resourceGroupName: storage.resourceGroupName ?? resourceGroupName,
        accountName: storage.accountName,
        containerName: storage.containerName,
        blobName: pulumi.interpolate`${folder}/${below}`,
        source: new pulumi.asset.FileAsset(absolute),
        type: "Block",
      },
      // Said, because azure-native would delete first: for what has a name of its own it always does.
      { parent, protect: false, deleteBeforeReplace: false, retainOnDelete: true },
    );
  });
  // From the provider, which knows the cloud's domain.
  const first = pulumi.output(blobs[0]?.url ?? "");
  const depth = tree.isFolder ? (tree.files[0]?.relative.split("/").length ?? 0) : 0;
  return { uri: first.apply((url) => (depth === 0 ? url : url.split("/").slice(0, -depth).join("/"))), blobs };
}
