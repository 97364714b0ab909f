import { badRequest } from "../../arm/arm-error";
import { anything, boolean, integer, list, map, object, oneOf, string, type Shape } from "../../arm/shape";

export type AssetProperties = Record<string, unknown>;

/** A kind of asset: containers by name, versions below, both below a workspace. */
export interface AssetKind {
  /** As in the address and in permissions: `workspaces/models`, `workspaces/models/versions`. */
  type: "models" | "environments" | "codes";
  versionShape: Shape;
  /** What the form does not say. */
  check(version: string, properties: AssetProperties): void;
  /** What Azure adds to what it was not told. */
  defaults(properties: AssetProperties): AssetProperties;
}

const common = { description: string, tags: map(string), properties: map(string), isArchived: boolean };
export const containerShape = object({ properties: object(common) }, ["properties"]);

const version = (properties: Record<string, Shape>, required: string[] = []) =>
  object({ properties: object({ ...common, isAnonymous: boolean, ...properties }, required) }, ["properties"]);

const route = object({ path: string, port: integer }, ["path", "port"]);

const models: AssetKind = {
  type: "models",
  versionShape: version({
    modelUri: string,
    modelType: string,
    flavors: map(object({ data: map(string) })),
    jobName: string,
    stage: string,
    datasets: list(anything),
  }),
  check: (_, { modelUri, modelType }) => {
    requireUri("modelUri", modelUri, modelSchemes);
    const types = ["custom_model", "mlflow_model", "triton_model"];
    if (modelType !== undefined && !types.includes(modelType as string)) {
      throw invalid(`modelType '${String(modelType)}' is none of ${types.join(", ")}.`, "modelType");
    }
  },
  // Recorded: a model without flavors has none, not nothing; azure-ai-ml cannot list models otherwise.
  defaults: (properties) => ({ modelType: "custom_model", flavors: {}, ...properties }),
};

const codes: AssetKind = {
  type: "codes",
  versionShape: version({ codeUri: string }),
  check: (_, { codeUri }) => requireUri("codeUri", codeUri, codeSchemes),
  defaults: (properties) => properties,
};

const environments: AssetKind = {
  type: "environments",
  versionShape: version({
    image: string,
    condaFile: string,
    build: object({ contextUri: string, dockerfilePath: string }, ["contextUri"]),
    inferenceConfig: object({
      livenessRoute: route,
      readinessRoute: route,
      scoringRoute: route,
      startupRoute: route,
    }),
    osType: oneOf("Linux", "Windows"),
    autoRebuild: oneOf("Disabled", "OnBaseImageUpdate"),
    stage: string,
  }),
  check: (_, { image, build, condaFile, inferenceConfig }) => {
    if ((image === undefined) === (build === undefined)) {
      throw invalid("An environment version must have either an image or a build context.", "image");
    }
    if (condaFile !== undefined && image === undefined) {
      throw invalid("A conda file can only be combined with an image.", "condaFile");
    }
    for (const [name, { port, path }] of Object.entries((inferenceConfig ?? {}) as Record<string, Route>)) {
      if (port < 1 || port > 65535 || !requestPath.test(path)) {
        throw invalid(
          `${name} must have a path that begins with '/', of the characters that RFC 3986 allows, and a port from 1 to 65535.`,
          "inferenceConfig",
        );
      }
    }
  },
  defaults: (properties) => ({ osType: "Linux", environmentType: "UserCreated", ...properties }),
};

/** RFC 3986, 3.3. Invented as a rule: what Azure makes of another path is nowhere said. */
const requestPath = /^\/(?!\/)(?:[\w.~!$&'()*+,;=:@/-]|%[\dA-Fa-f]{2})*$/;

interface Route {
  path: string;
  port: number;
}

export const assetKinds = [models, environments, codes];

// The code is Azure ML's usual one for what a request says wrongly ("BadArgument: The request is invalid"); the words
// are ours.
export function invalid(message: string, target?: string) {
  return badRequest("BadArgument", `The request is invalid. ${message}`, target);
}

// Azure/azureml-examples, cli/deploy-rest.sh: models are registered by a path in a datastore, code by the address of
// a blob. Models come from jobs and runs, too ("Manage models registry"). Invented: that Azure refuses the others.
const modelSchemes = "azureml|runs";
const codeSchemes = "https?|azureml|wasbs";

function requireUri(name: string, uri: unknown, schemes: string): void {
  if (typeof uri !== "string" || !new RegExp(`^(?:${schemes}):/{1,2}\\S+$`).test(uri)) {
    throw invalid(
      `${name} must be the address of a file or folder in a store of the workspace, of the form ` +
        `${schemes.replace("https?", "https").split("|").join(", ")}.`,
      name,
    );
  }
}
