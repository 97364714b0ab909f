import { Blob } from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";

import type { DatastoreContainer } from "./datastore";
import type { LocalTree } from "./local-tree";

export interface UploadPlace {
  readonly container: pulumi.Output<DatastoreContainer>;
  /** A path of its own for this version, without `/` at its ends. */
  readonly folder: pulumi.Output<string>;
  readonly parent: pulumi.Resource;
}

export interface Upload {
  /** The path of the file or the folder in the container. */
  readonly path: pulumi.Output<string>;
  /** Its address in the storage. */
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
  const { container, folder, parent } = place;
  const blobs = tree.files.map(({ relative, absolute }) => {
    const below = tree.isFolder ? `${tree.name}/${relative}` : relative;
    return new Blob(
      `${name}-${relative}`,
      {
        resourceGroupName: container.resourceGroupName,
        accountName: container.accountName,
        containerName: container.containerName,
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
  const uri = first.apply((url) => (depth === 0 ? url : url.split("/").slice(0, -depth).join("/")));
  const top = tree.isFolder ? tree.name : (tree.files[0]?.relative ?? "");
  return { path: pulumi.interpolate`${folder}/${top}`, uri, blobs };
}
