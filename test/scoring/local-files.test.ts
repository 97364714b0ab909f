import { until } from "@azureml-webservice/local-azure/testing/arm-client";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import * as pulumi from "@pulumi/pulumi";

import { ScoringService } from "./support/service";

/** Local files travel to a running server as they are, and its variables count. */

const local = useLocalAzure();
jest.setTimeout(120_000);

const walk = `
import hashlib, json, os, stat

def init():
    global seen
    import helpers.deep.constants as constants
    seen = {"constant": constants.VALUE, "cwd": os.path.realpath(os.getcwd()) == os.path.realpath(os.environ["AML_APP_ROOT"])}
    for kind, root in (("app", os.environ["AML_APP_ROOT"]), ("model", os.environ["AZUREML_MODEL_DIR"])):
        seen[kind] = {
            os.path.relpath(os.path.join(folder, name), root): [os.path.getsize(os.path.join(folder, name)), bool(os.stat(os.path.join(folder, name)).st_mode & stat.S_IXUSR)]
            for folder, _, names in os.walk(root) if "__pycache__" not in folder for name in names
        }

def run(data):
    return seen
`;

const long = `${"deep-folder/".repeat(20)}weights.bin`;

test("sub-folders, empty files, odd names and executable bits arrive", async () => {
  const sources = {
    "score.py": walk,
    "helpers/__init__.py": "",
    "helpers/deep/__init__.py": "",
    "helpers/deep/constants.py": "VALUE = 42\n",
    "run.sh": { content: "#!/bin/sh\n", isExecutable: true as const },
    "größe und 'maß' $x;.txt": "ü",
    ".env": "hidden",
  };
  const model = { "model/MLmodel": "flavors: {}\n", "model/data/empty": "", [long]: "w".repeat(2_000_000) };
  const service = await ScoringService.start(local, "files", sources, {}, model);
  expect(await service.answer({})).toEqual({
    constant: 42,
    cwd: true,
    app: {
      "score.py": [walk.length, false],
      "helpers/__init__.py": [0, false],
      "helpers/deep/__init__.py": [0, false],
      "helpers/deep/constants.py": [11, false],
      "run.sh": [10, true],
      "größe und 'maß' $x;.txt": [2, false],
    },
    model: { "model/MLmodel": [12, false], "model/data/empty": [0, false], [long]: [2_000_000, false] },
  });
  await service.end();
});

const settings = `
import os

def init():
    global loaded_by
    loaded_by = os.getpid()

def run(data):
    parent = os.getppid()
    with open("/proc/%d/cmdline" % parent) as file:
        words = file.read().split("\\0")
    value = lambda option: words[words.index(option) + 1]
    return {"workers": value("--workers"), "timeout": value("--timeout"), "preload": loaded_by == parent}
`;

test.each([
  ["left out", {}, { workers: "1", timeout: "300", preload: false }],
  [
    "as inputs",
    { workerCount: 2, workerTimeoutSeconds: 77, workerPreload: true },
    { workers: "2", timeout: "77", preload: true },
  ],
  [
    "as variables",
    {
      environmentVariables: { WORKER_COUNT: "2", WORKER_PRELOAD: "True" },
      secretEnvironmentVariables: { WORKER_TIMEOUT: "78" },
    },
    { workers: "2", timeout: "78", preload: true },
  ],
  ["by the body limit", { bodyLimitMb: 1000 }, { workers: "1", timeout: "1125", preload: false }],
  ["by the scoring timeout", { scoringTimeoutMs: 400_000 }, { workers: "1", timeout: "565", preload: false }],
])("the server's settings, %s", async (_, args, expected) => {
  const service = await ScoringService.start(local, "settings", { "score.py": settings }, args);
  expect(await service.answer({})).toEqual(expected);
  await service.end();
});

test("what an Output puts into the variables is judged where the server starts, and no value is shown", async () => {
  const environmentVariables = { WORKER_TIMEOUT: pulumi.output("64"), WORKER_COUNT: pulumi.output("three") };
  const service = await ScoringService.start(local, "late", { "score.py": settings }, { environmentVariables });
  const logs = await until(async () => (await service.logs()) || undefined);
  expect(logs.split("\n")[0]).toBe(
    "WORKER_COUNT is not a whole number of 1 or more; change the variable or leave it out",
  );
  await service.end();

  const late = { environmentVariables: { WORKER_TIMEOUT: pulumi.output("64") } };
  const short = await ScoringService.start(local, "short", { "score.py": settings }, late);
  expect(await short.answer({})).toMatchObject({ timeout: "64" });
  expect(await short.logs()).toContain("WORKER_TIMEOUT should be at least 65");
  await short.end();
});
