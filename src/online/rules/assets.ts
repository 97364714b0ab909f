import * as azure from "../../validation/azure-rules";
import type { Problem } from "../../validation/problem";
import { notBeside, onlyWith, requiredWith } from "../../validation/relations";
import { type LeafRule, type Relation, type Rule, text } from "../../validation/rule";
import { quote, formatValue } from "../../validation/format-value";
import { findFiles } from "../deployment/local-files";
import { inferenceConfig } from "./shared-rules";

/** What runs in a deployment: model, environment and code, registered already or local. */

const name = "[\\w.()-]{1,255}";
const container = "Microsoft\\.MachineLearningServices/(?:workspaces|registries)/[\\w-]{1,64}";

/** An asset as Azure Resource Manager names it, or as Azure ML itself does. */
function asset(kind: string): LeafRule {
  const inAzure = `/subscriptions/[0-9a-f-]{36}/resourceGroups/[-\\p{L}\\p{N}_.()]{1,90}/providers/${container}/${kind}/${name}/versions/${name}`;
  const inMachineLearning = `azureml://(?:[a-z]{1,20}/${name}/){1,4}${kind}/${name}/(?:versions|labels)/${name}`;
  return text({
    pattern: new RegExp(`^(?:${inAzure}|${inMachineLearning})$`, "iu"),
    atMost: 1000,
    expected: `the id of a registered version: /subscriptions/…/providers/Microsoft.MachineLearningServices/workspaces/…/${kind}/…/versions/… or azureml://registries/…/${kind}/…/versions/…`,
  });
}

const localPath = (what: string) =>
  text({ plain: true, atMost: 4096, expected: `the path of ${what}, at most 4096 characters` });

export const assets: Readonly<Record<string, Rule>> = {
  modelId: asset("models"),
  modelPath: localPath("a local file or folder"),
  modelMountPath: text({
    pattern: /^\/(?!(?:.*\/)?\.\.(?:\/|$))[\w./-]+$/,
    atMost: 500,
    expected: "an absolute path in the container such as /var/models: letters, digits and _ . / -, without ..",
  }),
  environmentId: asset("environments"),
  image: azure.imageReference,
  condaFile: localPath("a local conda file"),
  inferenceConfig,
  codeId: asset("codes"),
  sourceDirectory: localPath("a local folder"),
  entryScript: text({
    // The API, 2025-12-01, wants a letter, digit or _ in it.
    pattern: /^(?:(?!\.\.?\/)[\w.-]+\/)*\w[\w.-]*\.py$/,
    atMost: 500,
    plain: true,
    expected:
      "the path of a Python file inside the code, such as score.py or src/score.py: letters, digits and _ . - /, without .., ending in .py",
  }),
};

export const assetRelations: readonly Relation[] = [
  notBeside("modelPath", ["modelId"], { because: ", because a deployment has one model" }),
  notBeside("image", ["environmentId"], { because: ", because a deployment has one environment" }),
  notBeside("sourceDirectory", ["codeId"], { because: ", because a deployment has one folder of code" }),
  onlyWith("modelMountPath", ["modelId", "modelPath"], { instead: "or give modelId or modelPath" }),
  onlyWith("condaFile", ["image"], { instead: "or give image" }),
  onlyWith("inferenceConfig", ["image"], { instead: "or give image" }),
  onlyWith("entryScript", ["sourceDirectory", "codeId"], { instead: "or give sourceDirectory or codeId" }),
  requiredWith("entryScript", ["sourceDirectory", "codeId"], {
    what: "code",
    instead: "give the path of the entry script inside it",
  }),
  {
    of: ["environmentId", "image", "modelId", "modelPath", "codeId", "sourceDirectory"],
    presence: true,
    check: ([environmentId, image, ...others]) =>
      (environmentId ?? image) === undefined ? missingEnvironment(others) : undefined,
  },
  { of: ["modelPath"], check: ([given]) => localProblems("modelPath", given) },
  { of: ["condaFile"], check: ([given]) => condaProblems(given) },
  {
    of: ["sourceDirectory", "entryScript"],
    check: ([given, entryScript]) => [
      ...localProblems("sourceDirectory", given, "folder"),
      ...scriptProblems(given, entryScript),
    ],
  },
];

/** Azure ML brings the environment of MLflow and Triton models; what a registered model is, only Azure knows. */
function missingEnvironment([modelId, modelPath, codeId, sourceDirectory]: readonly unknown[]): Problem | undefined {
  const required = "is required, or image: ";
  if ((codeId ?? sourceDirectory) !== undefined) {
    return { path: "environmentId", reason: `${required}give what the code runs in` };
  }
  if (modelId !== undefined) {
    return undefined;
  }
  if (typeof modelPath === "string") {
    const { isFolder, files, reasons } = findFiles(modelPath);
    if (reasons.length > 0 || (isFolder && files.some(({ relative }) => relative === "MLmodel"))) {
      return undefined;
    }
  }
  const why = typeof modelPath === "string" ? unknownModel(modelPath) : "";
  return { path: "environmentId", reason: `${required}give what the deployment runs in${why}` };
}

function unknownModel(modelPath: string): string {
  return isForTriton(findFiles(modelPath).files.map(({ relative }) => relative))
    ? ", because modelPath is a folder for Triton, and local files are not registered as its models; or register it with az ml model create --type triton_model --path <folder>, and give modelId in place of modelPath"
    : ", because modelPath has no file MLmodel: Azure ML knows no way to run it";
}

/** NVIDIA Triton, model repository: `<model>/<version>/model.<kind>`, often with `<model>/config.pbtxt`. */
function isForTriton(files: readonly string[]): boolean {
  return files.some((file) =>
    /(?:^|\/)config\.pbtxt$|(?:^|\/)\d+\/model\.(?:onnx|plan|pt|graphdef|savedmodel|dali|py|json)(?:\/|$)/.test(file),
  );
}

function localProblems(path: string, given: unknown, only?: "folder"): Problem[] {
  return typeof given === "string" ? findFiles(given, only).reasons.map((reason) => ({ path, reason })) : [];
}

const condaBytes = 1024 * 1024;

function condaProblems(given: unknown): Problem[] {
  if (typeof given !== "string") {
    return [];
  }
  const { files, reasons } = findFiles(given, "file");
  const bytes = files[0]?.bytes ?? 0;
  const tooLong = `${quote(given, 300)} has ${bytes} bytes: must have at most ${condaBytes}; name the packages only`;
  return [...reasons, ...(bytes > condaBytes ? [tooLong] : [])].map((reason) => ({ path: "condaFile", reason }));
}

function scriptProblems(folder: unknown, script: unknown): Problem[] {
  if (typeof folder !== "string" || typeof script !== "string") {
    return [];
  }
  const { files, reasons } = findFiles(folder, "folder");
  const names = files.map(({ relative }) => relative);
  if (reasons.length > 0 || names.includes(script)) {
    return [];
  }
  const listed = names.length > 10 ? [...names.slice(0, 10), `and ${names.length - 10} more`] : names;
  return [
    {
      path: "entryScript",
      reason: `${formatValue(script)} is not in sourceDirectory: must be one of its files (${listed.join(", ")})`,
    },
  ];
}
