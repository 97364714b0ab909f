import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { parseId } from "./arm/resource-id";
import { readJson, writeJson } from "./json-file";

const fileName = "document.json";

/** What every stored resource has; the rest is its provider's business. */
export interface Document {
  /** The ARM id, in the spelling of its creation. */
  id: string;
}

/**
 * One JSON file per ARM id, each written as a whole or not at all. A resource's folder holds those of its children, so
 * it goes with all of them at once; what is in a resource group goes with the group.
 */
export class Documents {
  constructor(private readonly folder: string) {}

  read<T extends Document>(id: string): T | undefined {
    return readJson(path.join(this.folderOf(id), fileName));
  }

  has(id: string): boolean {
    return existsSync(path.join(this.folderOf(id), fileName));
  }

  write<T extends Document>(document: T): T {
    writeJson(path.join(this.folderOf(document.id), fileName), document);
    return document;
  }

  /** Changes a document that is there; undefined when it is not: what was deleted must not come back. */
  update<T extends Document>(id: string, change: Partial<T>): T | undefined {
    const before = this.read<T>(id);
    return before && this.write({ ...before, ...change, id: before.id });
  }

  /** Removes a document and all below it: in one step, so that a kill leaves all of it or nothing. */
  remove(id: string): void {
    discard(this.folder, this.folderOf(id));
  }

  /** The children of a type, such as `list("…/workspaces/one", "onlineEndpoints")`, by their names. */
  list<T extends Document>(parentId: string, type: string): T[] {
    return documentsIn(path.join(this.folderOf(parentId), ...type.split("/").map(fileSystemName)));
  }

  /** All resources of a top-level type such as `Microsoft.X/things`, in a subscription or in all. */
  ofType<T extends Document>(type: string, subscriptionId?: string): T[] {
    const below = ["providers", ...type.split("/").map(fileSystemName)];
    return this.groupFolders(subscriptionId).flatMap((group) => documentsIn<T>(path.join(group, ...below)));
  }

  /** Every document at or below an id whose own id fits, extension resources included. */
  below<T extends Document>(id: string, fits: (id: string) => boolean): T[] {
    const { subscriptionId, resourceGroup, rest } = parseId(id);
    const scopes = path.join(this.folder, "scopes");
    const roots =
      rest.length > 0 || resourceGroup
        ? [this.folderOf(id)]
        : // What is of a subscription lies in two places: its own, and those of its resource groups.
          [subscriptionId ? this.folderOf(id) : scopes, ...this.groupFolders(subscriptionId)];
    return roots.flatMap(walk).flatMap((file) => {
      const document = readJson<T>(file);
      return document && fits(document.id) ? [document] : [];
    });
  }

  /** A folder for files of a resource, which goes with it. */
  filesOf(id: string): string {
    return path.join(this.folderOf(id), "files");
  }

  /** The folders of the resources of each resource group. */
  private groupFolders(subscriptionId?: string): string[] {
    const root = path.join(this.folder, "subscriptions");
    return folders(root)
      .filter((subscription) => subscriptionId === undefined || subscription === subscriptionId.toLowerCase())
      .flatMap((subscription) => folders(path.join(root, subscription)).map((group) => [subscription, group]))
      .map(([subscription = "", group = ""]) => path.join(root, subscription, group, "resources"));
  }

  private folderOf(id: string): string {
    const { subscriptionId, resourceGroup, rest } = parseId(id);
    const below = rest.map(fileSystemName);
    if (subscriptionId && resourceGroup) {
      const group = [subscriptionId, resourceGroup].map(fileSystemName);
      return path.join(this.folder, "subscriptions", ...group, "resources", ...below);
    }
    return path.join(
      this.folder,
      "scopes",
      ...(subscriptionId ? [fileSystemName(subscriptionId)] : ["tenant"]),
      ...below,
    );
  }
}

/** Takes a folder away in one step: removing file by file could be interrupted. */
export function discard(root: string, folder: string): void {
  if (existsSync(folder)) {
    const trash = path.join(root, "trash");
    mkdirSync(trash, { recursive: true, mode: 0o700 });
    renameSync(folder, path.join(trash, randomUUID()));
    rmSync(trash, { recursive: true, force: true });
  }
}

// A name comes from a request's address: it must not lead out of the folder, nor be longer than a file's name may be.
function fileSystemName(segment: string): string {
  const name = encodeURIComponent(segment.toLowerCase());
  if (/^\.+$/.test(name)) {
    return name.replaceAll(".", "%2e");
  }
  return name.length > 120 ? createHash("sha256").update(name).digest("hex") : name;
}

function folders(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];
}

function documentsIn<T>(folder: string): T[] {
  return folders(folder).flatMap((name) => readJson<T>(path.join(folder, name, fileName)) ?? []);
}

function walk(folder: string): string[] {
  const here = path.join(folder, fileName);
  return [
    ...(existsSync(here) ? [here] : []),
    ...folders(folder).flatMap((name) => (name === "files" ? [] : walk(path.join(folder, name)))),
  ];
}
