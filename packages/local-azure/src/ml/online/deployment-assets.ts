import { findImage } from "../../runner/images";
import { ArmError } from "../../arm/arm-error";
import type { Documents } from "../../documents";
import { parseReference, type AssetReference } from "../assets/asset-reference";
import { invalid, type AssetKind } from "../assets/asset-kinds";
import type { AssetDocument } from "../assets/assets";
import { azuremlApp, defaultRoutes, type Routes, type ServerProgram } from "./blueprint";
import type { DeploymentProperties } from "./model";

/** What a deployment's references lead to. */
export interface ResolvedAssets {
  codeUri?: string;
  model?: { uri: string; name: string; version: string };
  routes: Routes;
  server: ServerProgram;
}

/** Refuses a reference to an asset that the workspace does not have, and a deployment that has no environment. */
export function checkReferences(documents: Documents, workspaceId: string, properties: DeploymentProperties): void {
  const { model, environmentId, codeConfiguration } = properties;
  for (const [type, text] of [
    ["models", model],
    ["environments", environmentId],
    ["codes", codeConfiguration?.codeId],
  ] as const) {
    if (text !== undefined) {
      propertiesOf(documents, parseReference(type, text, workspaceId), type);
    }
  }
  // "Deploy MLflow models to online endpoints": to these alone Azure ML brings environment and code itself.
  if (environmentId === undefined && !isMlflow(documents, workspaceId, model)) {
    throw invalid("A deployment needs an environment, unless its model is an MLflow model.", "environmentId");
  }
  // An image that says where it answers needs nothing more: Azure/azureml-examples, cli/endpoints/online/
  // custom-container (vllm, huggingface-tgi, tfserving/half-plus-two-integrated). Invented: that it has to say so.
  if (
    model === undefined &&
    codeConfiguration === undefined &&
    !saysWhereItAnswers(documents, workspaceId, environmentId)
  ) {
    throw invalid(
      "A deployment needs a model, code, or an image with an inferenceConfig that says where it answers.",
      "model",
    );
  }
}

/** Of what is elsewhere, such as in a registry, nothing is known: it is believed to. */
function saysWhereItAnswers(documents: Documents, workspaceId: string, environmentId: string | undefined): boolean {
  const reference =
    environmentId === undefined ? undefined : parseReference("environments", environmentId, workspaceId);
  const properties = reference && propertiesOf(documents, reference, "environments");
  const routes = properties?.["inferenceConfig"] as { scoringRoute?: unknown } | undefined;
  return reference !== undefined && (properties === undefined || routes?.scoringRoute !== undefined);
}

function isMlflow(documents: Documents, workspaceId: string, model: string | undefined): boolean {
  const reference = model === undefined ? undefined : parseReference("models", model, workspaceId);
  return reference !== undefined && propertiesOf(documents, reference, "models")?.["modelType"] === "mlflow_model";
}

/**
 * Follows the references of a deployment. What Azure would take but this machine cannot stand in for ends the
 * operation, as an image that cannot be pulled does on Azure.
 */
export function resolveAssets(
  documents: Documents,
  workspaceId: string,
  properties: DeploymentProperties,
): ResolvedAssets {
  const { model, environmentId, codeConfiguration } = properties;
  if (environmentId === undefined) {
    throw notHere("an MLflow model without an environment of its own");
  }
  return {
    ...serverOf(documents, parseReference("environments", environmentId, workspaceId)),
    ...(codeConfiguration?.codeId === undefined
      ? {}
      : { codeUri: codeUri(documents, parseReference("codes", codeConfiguration.codeId, workspaceId)) }),
    ...(model === undefined ? {} : { model: modelOf(documents, parseReference("models", model, workspaceId)) }),
  };
}

function codeUri(documents: Documents, reference: AssetReference): string {
  const properties = propertiesOf(documents, reference, "codes");
  return reference.kind === "uri" ? reference.uri : String(properties?.["codeUri"]);
}

function modelOf(documents: Documents, reference: AssetReference): ResolvedAssets["model"] {
  const properties = propertiesOf(documents, reference, "models");
  if (reference.kind === "uri") {
    return { uri: reference.uri, name: "model", version: "1" };
  }
  if (properties === undefined) {
    throw notHere(`models of the registry '${reference.kind === "registry" ? reference.registry : ""}'`);
  }
  return { uri: String(properties["modelUri"]), name: reference.name, version: reference.version };
}

/** The server of an environment's image, and where it answers. */
function serverOf(documents: Documents, reference: AssetReference): Pick<ResolvedAssets, "routes" | "server"> {
  const properties = propertiesOf(documents, reference, "environments");
  if (reference.kind === "registry" && reference.registry.toLowerCase() === "azureml") {
    return { routes: defaultRoutes, server: "inference" }; // Microsoft's curated environments are images with the inference server
  }
  const image = properties?.["image"];
  const server = typeof image === "string" ? programOf(image) : undefined;
  if (server === undefined) {
    // The words are documented for an image that cannot be pulled ("Troubleshoot online endpoints", BadArgument).
    throw new ArmError(
      400,
      "BadArgument",
      `Unable to download user container image '${typeof image === "string" ? image : "of a build context"}'. (Local ` +
        "Azure stands in for images below 'azureml/', for the environments of the registry 'azureml' and for " +
        "mendhak/http-https-echo.)",
    );
  }
  const given = (properties?.["inferenceConfig"] ?? {}) as Record<string, { path?: string } | undefined>;
  const routes = {
    scoring: given["scoringRoute"]?.path ?? defaultRoutes.scoring,
    liveness: given["livenessRoute"]?.path ?? defaultRoutes.liveness,
    readiness: given["readinessRoute"]?.path ?? defaultRoutes.readiness,
  };
  return { routes, server };
}

function programOf(image: string): ServerProgram | undefined {
  if (/(^|\/)mendhak\/http-https-echo(:[^/]*|@.*)?$/.test(image)) {
    return "echo";
  }
  return findImage(image)?.workingDirectory === azuremlApp ? "inference" : undefined;
}

/** The properties of an asset of the workspace; undefined for one that is elsewhere. */
function propertiesOf(
  documents: Documents,
  reference: AssetReference,
  type: AssetKind["type"],
): AssetDocument["properties"] | undefined {
  if (reference.kind !== "version") {
    return undefined;
  }
  const document = documents.read<AssetDocument>(reference.id);
  if (document === undefined) {
    throw invalid(`The ${type.slice(0, -1)} version '${reference.id}' was not found.`);
  }
  return document.properties;
}

function notHere(what: string): ArmError {
  return new ArmError(400, "NotOnLocalAzure", `The deployment uses ${what}: Azure has it, local Azure does not.`);
}
