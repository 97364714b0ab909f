import { codeId, modelId, type OnlineKind, storage } from "../../support/online-examples";
import { refuses, type Spot, takesNoOutput } from "../../support/rows";
import { oneDeployment } from "./deployment";
import type { Row } from "../../support/row";

const registered = (kind: string) =>
  `the id of a registered version: /subscriptions/…/providers/Microsoft.MachineLearningServices/workspaces/…/${kind}/…/versions/… or azureml://registries/…/${kind}/…/versions/…`;
const anyPath = "the path of a local file or folder, at most 4096 characters";
const folderPath = "the path of a local folder, at most 4096 characters";
const condaPath = "the path of a local conda file, at most 4096 characters";
const image =
  "a container image such as contoso.azurecr.io/models/diabetes:3, its path in lower case and without https://";
const script =
  "the path of a Python file inside the code, such as score.py or src/score.py: letters, digits and _ . - /, without .., ending in .py";
const mount = "an absolute path in the container such as /var/models: letters, digits and _ . / -, without ..";
const fileName =
  "must be at most 200 letters from A to Z, digits and any of _.()+@=,~-, starting with a letter, digit, _ or ( and not ending in a dot; rename it";
const instead = "upload what is larger yourself, and give the id of the registered version";

/** What runs in a deployment: model, environment, code. */
export function assets(kind: OnlineKind): Row[] {
  const one = oneDeployment(kind);
  const bare = oneDeployment(kind, { environmentId: undefined });
  const withImage = oneDeployment(kind, { environmentId: undefined, image: "contoso.azurecr.io/diabetes:1" });
  const coded = oneDeployment(kind, { codeId });
  const blue = (change: object) => ({ deployments: { blue: { ...kind.deployment, ...change } }, storage });
  const says = (name: string, reason: string) => `deployments["blue"].${name}: ${reason}`;
  const stored = ({ path, put }: Spot): Spot => ({ path, put: (value) => ({ ...put(value), storage }) });
  const locals = (spot: Spot, rows: [given: string, ...reasons: string[]][]): Row[] =>
    rows.map(([given, ...reasons]) => [spot.put(given), ...reasons.map((reason) => `${spot.path}: ${reason}`)]);
  const modelPath = stored(one("modelPath"));
  const sourceDirectory = stored(oneDeployment(kind, { entryScript: "score.py" })("sourceDirectory"));

  return [
    ...refuses(one("modelId"), registered("models"), "diabetes:3", "azureml:diabetes:3", codeId.slice(0, 50)),
    ...refuses(bare("environmentId"), registered("environments"), "AzureML-sklearn-1.5", "azureml:sklearn@latest"),
    ...refuses(oneDeployment(kind, { entryScript: "score.py" })("codeId"), registered("codes"), "azureml:code:1"),
    ...refuses(bare("image"), image, "Contoso.azurecr.io/Diabetes", "https://contoso.azurecr.io/diabetes"),
    ...refuses(oneDeployment(kind, { modelId })("modelMountPath"), mount, "models", "/", "/var/../etc", "/..", "/a b"),
    ...refuses(coded("entryScript"), script, "score.txt", "/score.py", "../score.py", "src/../score.py", ".py", ""),
    takesNoOutput(coded("entryScript"), script),

    [
      blue({ modelId, modelPath: "model" }),
      says("modelPath", "is not allowed beside modelId, because a deployment has one model: leave one of the two out"),
    ],
    [
      one("image").put("contoso.azurecr.io/diabetes:1"),
      says(
        "image",
        "is not allowed beside environmentId, because a deployment has one environment: leave one of the two out",
      ),
    ],
    [
      blue({ codeId, sourceDirectory: "code", entryScript: "score.py" }),
      says(
        "sourceDirectory",
        "is not allowed beside codeId, because a deployment has one folder of code: leave one of the two out",
      ),
    ],
    [
      one("modelMountPath").put("/var/models"),
      says(
        "modelMountPath",
        "has no meaning without modelId or modelPath: must be left out; or give modelId or modelPath",
      ),
    ],
    [
      one("condaFile").put("conda.yml"),
      says("condaFile", "has no meaning without image: must be left out; or give image"),
    ],
    [
      one("inferenceConfig").put({
        livenessRoute: { path: "/", port: 80 },
        readinessRoute: { path: "/", port: 80 },
        scoringRoute: { path: "/", port: 80 },
      }),
      says("inferenceConfig", "has no meaning without image: must be left out; or give image"),
    ],
    [
      one("entryScript").put("score.py"),
      says(
        "entryScript",
        "has no meaning without sourceDirectory or codeId: must be left out; or give sourceDirectory or codeId",
      ),
    ],
    [
      one("codeId").put(codeId),
      says("entryScript", "is required with code: give the path of the entry script inside it"),
    ],
    [
      bare("environmentId").put(undefined),
      says("environmentId", "is required, or image: give what the deployment runs in"),
    ],
    [
      blue({ environmentId: undefined, modelId, codeId, entryScript: "score.py" }),
      says("environmentId", "is required, or image: give what the code runs in"),
    ],
    ...["triton", "triton-model", "triton/densenet"].map((path): Row => [
      blue({ environmentId: undefined, modelPath: path }),
      says(
        "environmentId",
        "is required, or image: give what the deployment runs in, because modelPath is a folder for Triton, and local files are not registered as its models; or register it with az ml model create --type triton_model --path <folder>, and give modelId in place of modelPath",
      ),
    ]),
    ...["model", "model.joblib", "deep", "mlflow/MLmodel"].map((path): Row => [
      blue({ environmentId: undefined, modelPath: path }),
      says(
        "environmentId",
        "is required, or image: give what the deployment runs in, because modelPath has no file MLmodel: Azure ML knows no way to run it",
      ),
    ]),

    takesNoOutput(modelPath, anyPath),
    ...refuses(modelPath, anyPath, "", 7, "a\0b"),
    ...locals(modelPath, [
      [
        "missing",
        '"missing" cannot be read (ENOENT): must be the path of a file or a folder; relative paths start at "<here>"',
      ],
      ["pipe", '"pipe" is a pipe or a device: must be the path of a file or a folder'],
      [
        "empty",
        '"empty" has no files to deploy: must be a folder with files (hidden ones and __pycache__ do not count)',
      ],
      ["with blank.bin", `the file name "with blank.bin" is not allowed: ${fileName}`],
      [".hidden-model", `the file name ".hidden-model" is not allowed: ${fileName}`],
      [
        "odd",
        `the file name "a b.bin" is not allowed: ${fileName}`,
        `the file name "below/ends." is not allowed: ${fileName}`,
        `the file name "größe.bin" is not allowed: ${fileName}`,
      ],
      [
        "outside",
        '"outside/weights.bin" is a link: must point to a file inside the folder; replace the link with its target',
      ],
      ["circle", '"circle/again" is a link: must point to a file inside the folder; replace the link with its target'],
      [
        "broken",
        '"broken/weights.bin" cannot be read (ENOENT): must be the path of a file or a folder; relative paths start at "<here>"',
      ],
      ["piped", '"piped/pipe" is a pipe or a device: must be a file or a folder; leave it out'],
      [
        "path",
        `the path "${`${"d".repeat(120)}/`.repeat(5).slice(0, 300)}"… (610 characters) is not allowed: must be at most 500 characters below the folder; shorten it`,
      ],
      ["crowd", `"crowd" has more than 1000 files and folders: must have at most 1000; ${instead}`],
      ["large", `"large" has 1073741825 bytes: must have at most 1073741824; ${instead}`],
    ]),

    takesNoOutput(sourceDirectory, folderPath),
    ...refuses(sourceDirectory, folderPath, ""),
    ...locals(sourceDirectory, [
      ["conda.yml", '"conda.yml" is a file: must be the path of a folder'],
      ["missing", '"missing" cannot be read (ENOENT): must be the path of a folder; relative paths start at "<here>"'],
      ["crowd", `"crowd" has more than 1000 files and folders: must have at most 1000; ${instead}`],
    ]),
    [
      blue({ sourceDirectory: "code", entryScript: "main.py" }),
      says("entryScript", '"main.py" is not in sourceDirectory: must be one of its files (score.py, src/main.py)'),
    ],
    [
      blue({ sourceDirectory: "many", entryScript: "score.py" }),
      says(
        "entryScript",
        '"score.py" is not in sourceDirectory: must be one of its files (module_00.py, module_01.py, module_02.py, module_03.py, module_04.py, module_05.py, module_06.py, module_07.py, module_08.py, module_09.py, and 2 more)',
      ),
    ],

    takesNoOutput(withImage("condaFile"), condaPath),
    ...refuses(withImage("condaFile"), condaPath, ""),
    ...locals(withImage("condaFile"), [
      ["code", '"code" is a folder: must be the path of a file'],
      [
        "missing.yml",
        '"missing.yml" cannot be read (ENOENT): must be the path of a file; relative paths start at "<here>"',
      ],
      ["conda-large.yml", '"conda-large.yml" has 1048577 bytes: must have at most 1048576; name the packages only'],
    ]),
  ];
}
