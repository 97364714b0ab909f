import { mkdirSync, rmSync, symlinkSync, existsSync, lstatSync } from "node:fs";
import path from "node:path";
import { readJson, writeJson } from "../../json-file";
import { azuremlApp, probesOf, type Blueprint } from "./blueprint";
import type { DeploymentProperties } from "./model";
import type { ResolvedAssets } from "./deployment-assets";

/** Fetches a file or a folder from a store into a folder; answers its own name there. */
export type Download = (uri: string, folder: string, note: (line: string) => void) => Promise<string>;

export function revisionFolder(deploymentFolder: string, revision: number): string {
  return path.join(deploymentFolder, "revisions", String(revision));
}

/** Undefined while the revision's files are not complete. */
export function readBlueprint(folder: string): Blueprint | undefined {
  return readJson(path.join(folder, "blueprint.json"));
}

/**
 * Lays out what the containers of a revision have in common: code and model as Azure ML's images find them, below
 * `/var/azureml-app`. Its blueprint is written last, so that a revision that has one is whole.
 */
export async function prepareRevision(
  folder: string,
  names: Blueprint["names"],
  properties: DeploymentProperties,
  assets: ResolvedAssets,
  download: Download,
  note: (line: string) => void,
): Promise<void> {
  if (readBlueprint(folder) !== undefined) {
    return;
  }
  const root = path.join(folder, "root");
  rmSync(root, { recursive: true, force: true });
  for (const each of ["tmp", "root", azuremlApp]) {
    mkdirSync(path.join(root, each), { recursive: true, mode: 0o700 });
  }
  const app = path.join(root, azuremlApp);
  const code = assets.codeUri === undefined ? undefined : await download(assets.codeUri, app, note);
  const modelDir = assets.model && path.join(app, "azureml-models", assets.model.name, assets.model.version);
  if (assets.model && modelDir) {
    mkdirSync(modelDir, { recursive: true, mode: 0o700 });
    await download(assets.model.uri, modelDir, note);
  }
  const { modelMountPath } = properties;
  if (modelMountPath && modelDir) {
    mountAt(path.join(root, modelMountPath), modelDir);
  }
  const blueprint: Blueprint = {
    root,
    server: assets.server,
    appRoot: code === undefined ? app : path.join(app, code),
    entryScript: properties.codeConfiguration?.scoringScript,
    modelDir: modelDir && modelMountPath ? path.join(root, modelMountPath) : modelDir,
    modelMountPath,
    variables: properties.environmentVariables ?? {},
    names,
    scoringPath: assets.routes.scoring,
    ...probesOf(properties, assets.routes),
  };
  writeJson(path.join(folder, "blueprint.json"), blueprint);
}

function mountAt(target: string, folder: string): void {
  mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
  if (existsSync(target) && lstatSync(target).isDirectory()) {
    rmSync(target, { recursive: true });
  }
  symlinkSync(folder, target);
}
