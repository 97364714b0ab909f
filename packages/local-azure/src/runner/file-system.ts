import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ContainerDefinition, Volume } from "../groups/model";
import type { GroupKey, State } from "../state";
import type { Image } from "./images";
import { StartError } from "./start-error";

/**
 * A process has no root directory of its own here, so a container's paths are folders below `root`. Whoever tells a
 * path to a container, in its environment or its command, means a path inside: it gets the root put before it.
 */
export function insideRoot(value: string, root: string, container: ContainerDefinition): string {
  const mounted = (container.properties.volumeMounts ?? []).some(
    ({ mountPath }) => value === mountPath || value.startsWith(`${mountPath.replace(/\/$/, "")}/`),
  );
  return mounted ? path.join(root, value) : value;
}

export function rootFolder(state: State, key: GroupKey, container: string): string {
  return path.join(state.containerFolder(key, container), "root");
}

/** Writes the volumes of a group anew: a secret volume as private files, an emptyDir empty. */
export function prepareVolumes(state: State, key: GroupKey, volumes: Volume[]): void {
  rmSync(path.dirname(state.volumeFolder(key, "any")), { recursive: true, force: true });
  for (const volume of volumes) {
    if (volume.azureFile) {
      continue; // lives outside of the group
    }
    const folder = state.volumeFolder(key, volume.name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [file, content] of Object.entries(volume.secret ?? {})) {
      writeFileSync(path.join(folder, file), Buffer.from(content, "base64"), { mode: 0o600 });
    }
  }
}

/**
 * What an emptyDir is to an image that does not run as root. With which mode Azure makes one is documented nowhere, and
 * its groups have no setting that would open it (a securityContext belongs to the Confidential SKU): so it is closed.
 */
const closed = "/dev/null";

/** Makes a container's root anew, with a link at each mount path; that mounts are read-only is not enforced. */
export function prepareRoot(
  state: State,
  key: GroupKey,
  container: ContainerDefinition,
  volumes: Volume[],
  { workingDirectory, user }: Image,
): void {
  const root = rootFolder(state, key, container.name);
  rmSync(root, { recursive: true, force: true });
  for (const folder of ["tmp", "root"]) {
    mkdirSync(path.join(root, folder), { recursive: true, mode: 0o700 });
  }
  // Outer mount paths first, so that a mount inside another one lands in it, as with real mounts.
  const mounts = [...(container.properties.volumeMounts ?? [])].sort((a, b) => a.mountPath.length - b.mountPath.length);
  for (const mount of mounts) {
    const volume = volumes.find(({ name }) => name === mount.name);
    const target = path.join(root, mount.mountPath);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    const inTheWay = lstatSync(target, { throwIfNoEntry: false });
    if (inTheWay?.isDirectory() || inTheWay?.isSymbolicLink()) {
      // The way to another mount, empty so far; or, inside of a shared volume, another container's link.
      rmSync(target, { recursive: true });
    }
    const isClosed = user !== undefined && volume?.emptyDir !== undefined;
    const open = volume?.azureFile ? shareOf(state, volume.azureFile) : state.volumeFolder(key, mount.name);
    symlinkSync(isClosed ? closed : open, target);
  }
  mkdirSync(path.join(root, workingDirectory), { recursive: true, mode: 0o700 });
}

function shareOf(state: State, { storageAccountName, shareName }: NonNullable<Volume["azureFile"]>): string {
  const folder = state.shareFolder(storageAccountName, shareName);
  if (!existsSync(folder)) {
    throw new StartError(
      "AzureFileVolumeMountFailed",
      `Failed to mount Azure File Volume: the share '${shareName}' of storage account '${storageAccountName}' does not ` +
        `exist; on local Azure a share is a folder: ${folder}`,
    );
  }
  return folder;
}
