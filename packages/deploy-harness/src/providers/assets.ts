import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isAsset, isObject, mapChildren, type Properties, type Value } from "./properties";
import { ProviderError } from "./provider";

/**
 * Gives every asset and archive the hash of its content, as the engine does before a provider sees them
 * (pulumi/pulumi, sdk/go/common/resource/asset). `folder` is the program's: relative paths begin there.
 */
export function withHashes<T extends Value>(value: T, folder: string): T;
export function withHashes(value: Value, folder: string): Value {
  if (isAsset(value)) {
    const hash = createHash("sha256");
    addContent(value, folder, (text) => hash.update(text));
    return { ...value, hash: hash.digest("hex") };
  }
  return mapChildren(value, (child) => withHashes(child, folder));
}

/** What a single file or text holds. */
export function readAsset(asset: Properties, folder: string): Buffer {
  if (typeof asset.text === "string" && asset.text !== "") {
    return Buffer.from(asset.text);
  }
  if (typeof asset.path === "string" && asset.path !== "") {
    return readFile(resolve(folder, asset.path));
  }
  if (isObject(asset.assets) || typeof asset.uri === "string") {
    throw new ProviderError("the stand-in for azure-native reads assets of files and texts, no archives or addresses");
  }
  return Buffer.alloc(0);
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ProviderError(`failed to read the asset ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

type Add = (content: string | Buffer) => void;

function addContent(asset: Properties, folder: string, add: Add): void {
  if (isObject(asset.assets)) {
    for (const [name, part] of Object.entries(asset.assets).sort(byName)) {
      add(`${name}\0`);
      addContent(isObject(part) ? part : {}, folder, add);
    }
  } else if (typeof asset.path === "string" && asset.path !== "") {
    addFiles(resolve(folder, asset.path), add);
  } else {
    add(typeof asset.text === "string" ? asset.text : String(asset.uri ?? ""));
  }
}

function addFiles(path: string, add: Add): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    for (const name of readdirSync(path).sort()) {
      add(`${name}\0`);
      addFiles(join(path, name), add);
    }
  } else {
    add(readFile(path));
  }
}

function byName([left]: [string, Value], [right]: [string, Value]): number {
  return left < right ? -1 : 1;
}
