import * as fs from "node:fs";

import { CodeVersion, EnvironmentVersion, ModelVersion } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { assetVersion } from "./asset-version";
import { textHash } from "./content-hash";
import type { OnlineDeploymentArgs } from "../deployment-args";
import type { AssetIds } from "./body";
import type { DatastoreContainer } from "./datastore";
import type { LocalTree } from "./local-tree";
import { upload } from "./upload";

/** Where the assets of a deployment belong. */
export interface AssetPlace {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
  readonly endpointName: pulumi.Input<string>;
  /** Where local files go; only with some. */
  readonly container?: pulumi.Output<DatastoreContainer>;
  readonly deployment: string;
  readonly parent: pulumi.Resource;
}

/** The local files of a deployment. */
export interface LocalAssets {
  readonly model?: LocalTree;
  readonly code?: LocalTree;
}

/**
 * The versions of the deployment's assets: those that are given by id, and those that are made here of local files and
 * an image, as `<name>-model`, `<name>-environment` and `<name>-code`.
 *
 * A changed content makes a new version beside the old one. Model and environment of a deployment change in place, and
 * Azure ML goes on serving with the old until replicas with the new are ready; the code does not, see `deployments.ts`.
 *
 * Old versions stay in Azure, also when the program lets go of them (`retainOnDelete`), and their files with them. Azure
 * ML's own tools only archive versions. A deletion could come too early: a deployment goes with its endpoint, so the
 * engine would not wait for it, and the service refuses to delete a model that is in use (v1's rule). And it would be
 * too late to notice: replicas that start on other nodes read the files again. Versions cost nothing; files that nobody
 * needs can be deleted in the storage, each version in a folder of its own.
 */
export function deploymentAssets(
  name: string,
  args: OnlineDeploymentArgs,
  local: LocalAssets,
  place: AssetPlace,
): AssetIds {
  return {
    model: local.model ? localModel(`${name}-model`, local.model, place) : args.modelId,
    environment:
      args.image === undefined ? args.environmentId : environment(`${name}-environment`, args, args.image, place),
    code: local.code ? localCode(`${name}-code`, local.code, place) : args.codeId,
  };
}

function localModel(name: string, tree: LocalTree, place: AssetPlace): pulumi.Output<string> {
  const { version, container, path, blobs } = uploaded(name, "model", tree, place);
  // What MLflow puts at the top of its folders; Azure ML then brings server and environment itself.
  const isMlflow = tree.isFolder && tree.files.some(({ relative }) => relative === "MLmodel");
  const properties = {
    description: `Model of the deployment ${place.deployment}`,
    modelType: isMlflow ? "mlflow_model" : "custom_model",
    modelUri: pulumi.interpolate`${container.paths}/${path}`,
  };
  return new ModelVersion(name, { ...address(place), version, properties }, { ...options(place), dependsOn: blobs }).id;
}

function localCode(name: string, tree: LocalTree, place: AssetPlace): pulumi.Output<string> {
  const { version, uri, blobs } = uploaded(name, "code", tree, place);
  const properties = { description: `Code of the deployment ${place.deployment}`, codeUri: uri };
  return new CodeVersion(name, { ...address(place), version, properties }, { ...options(place), dependsOn: blobs }).id;
}

/** An image that is named by a tag may change behind it; only another name of the image makes a new version. */
function environment(
  name: string,
  { condaFile, inferenceConfig }: OnlineDeploymentArgs,
  image: pulumi.Input<string>,
  place: AssetPlace,
): pulumi.Output<string> {
  const conda = condaFile === undefined ? undefined : fs.readFileSync(condaFile, "utf8");
  const hash = pulumi
    .all([image, pulumi.output(inferenceConfig)])
    .apply(([reference, routes]) => textHash(reference, conda ?? "", JSON.stringify(routes ?? {})));
  const version = assetVersion(`${name}-version`, { hash }, place.parent);
  const properties = {
    description: `Environment of the deployment ${place.deployment}`,
    image,
    condaFile: conda,
    inferenceConfig,
    osType: "Linux",
  };
  return new EnvironmentVersion(name, { ...address(place), version, properties }, options(place)).id;
}

function uploaded(name: string, kind: "model" | "code", tree: LocalTree, place: AssetPlace) {
  const { container, endpointName, deployment, parent } = place;
  if (container === undefined) {
    throw new Error("local files are uploaded to a datastore, and none was read");
  }
  const { accountName, containerName, paths } = container;
  // The same files in another place are another version: the registered one names its place for ever. Code is
  // registered by account and container alone, and another version of it would replace its deployment.
  const content = { hash: tree.hash, accountName, containerName, ...(kind === "model" && { paths }) };
  const version = assetVersion(`${name}-version`, content, parent);
  const folder = pulumi.interpolate`azureml-webservice/${endpointName}/${deployment}/${kind}/${version}`;
  return { version, container, ...upload(`${name}-file`, tree, { container, folder, parent }) };
}

/** Letters, digits and `-`, at most 65 of the 255 that Azure ML allows; model, environment and code do not collide. */
function address({ resourceGroupName, workspaceName, endpointName, deployment }: AssetPlace) {
  return { resourceGroupName, workspaceName, name: pulumi.interpolate`${endpointName}-${deployment}` };
}

/** Said, because azure-native would delete first: for what has a name of its own it always does. */
function options({ parent }: AssetPlace): pulumi.CustomResourceOptions {
  return { parent, protect: false, deleteBeforeReplace: false, retainOnDelete: true };
}
