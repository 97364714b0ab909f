import * as fs from "node:fs";

import { readLocalFiles } from "../../../src/aci/local-files";
import { inFolderOfFiles } from "../support/local-files";

inFolderOfFiles();

const read = (inputs: object) => {
  const { files, problems } = readLocalFiles(inputs);
  expect(problems).toEqual([]);
  return files;
};

test("what a folder holds is in the archive, hidden files left out", () => {
  const { archive = "" } = read({ entryScript: "score.py", sourceDirectory: "service", modelDirectory: "tree" });
  const names = [
    ...Buffer.from(archive, "base64")
      .toString()
      .matchAll(/(?:app|model)\/?[^\0\n]*/g),
  ].map(([name]) => name);
  expect(names).toEqual([
    "app/",
    "app/helper.py",
    "app/score.py",
    "model/",
    "model/code/",
    "model/code/package/",
    "model/code/package/__init__.py",
    "model/code/package/größe und maß.txt",
    "model/code/score.py",
    "model/model/",
    "model/model/MLmodel",
  ]);
});

test.each(["touch", "chmod"])("nothing but content and the executable bit counts: %s", (change) => {
  const inputs = { entryScript: "score.py", sourceDirectory: "service" };
  const before = read(inputs);
  const file = "service/helper.py";
  const { mode } = fs.statSync(file);
  if (change === "touch") {
    fs.utimesSync(file, 1, 1);
  } else {
    fs.chmodSync(file, 0o600);
  }
  expect(read(inputs)).toEqual(before);
  fs.chmodSync(file, 0o700);
  expect(read(inputs)).not.toEqual(before);
  fs.chmodSync(file, mode);
});

test.each([
  ["score.py", "service", "score.py"],
  ["./code/score.py", "tree", "code/score.py"],
  ["service/../service/score.py", undefined, "score.py"],
])("the script %s of %s is %s", (entryScript, sourceDirectory, name) => {
  expect(read({ entryScript, sourceDirectory }).entryScript).toBe(name);
});

test("files that the server reads as its settings get a word, unless they are empty or elsewhere", () => {
  const { notices } = read({ entryScript: "code/score.py", sourceDirectory: "special", modelDirectory: "special" });
  const why =
    "is read by the inference server as settings of its own, and values that it does not expect keep it from starting; rename the file if it is not meant for the server";
  expect(notices).toEqual([
    `sourceDirectory: "code/logging.json" ${why}`,
    `sourceDirectory: "config.json" ${why}`,
    `sourceDirectory: "gunicorn.conf.py" ${why}`,
  ]);
  expect(read({ entryScript: "score.py", sourceDirectory: "service" }).notices).toEqual([]);
});

test("without a script the model's files stay files", () => {
  expect(read({ modelDirectory: "model" })).toEqual({
    model: { "model-v1.2_final.bin": "djEuMg==", "model.joblib": "AGJpbmFyeQ==" },
  });
});
