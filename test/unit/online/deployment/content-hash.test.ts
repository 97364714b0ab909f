import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import fc from "fast-check";

import { textHash } from "../../../../src/online/deployment/content-hash";
import { type LocalTree, readTree } from "../../../../src/online/deployment/local-tree";

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "local-tree-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** A folder `model` with these files, in a folder of its own. */
function tree(files: Record<string, string>, name = "model"): LocalTree {
  const root = path.join(fs.mkdtempSync(path.join(folder, "at-")), name);
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
  return readTree(root);
}

const files = { "model.pkl": "weights", "data/labels.txt": "yes no" };

test("equal names and bytes have equal hashes, wherever and whenever they are written", () => {
  const reversed = Object.fromEntries(Object.entries(files).reverse());
  expect(tree(reversed).hash).toBe(tree(files).hash);
  expect(tree(files).hash).toMatch(/^[0-9a-f]{64}$/);
});

test.each<[string, Record<string, string>, string]>([
  ["a byte", { ...files, "model.pkl": "Weights" }, "model"],
  ["a name", { "model2.pkl": files["model.pkl"], "data/labels.txt": files["data/labels.txt"] }, "model"],
  ["a place", { "data/model.pkl": files["model.pkl"], "data/labels.txt": files["data/labels.txt"] }, "model"],
  ["one file more", { ...files, "empty.txt": "" }, "model"],
  ["one file less", { "model.pkl": files["model.pkl"] }, "model"],
  ["the folder's name", files, "other"],
])("%s makes another hash", (_, others, name) => {
  expect(tree(others, name).hash).not.toBe(tree(files).hash);
});

test("what is not deployed does not count", () => {
  expect(tree({ ...files, ".git/HEAD": "x", "__pycache__/score.pyc": "x", "data/.DS_Store": "x" }).hash).toBe(
    tree(files).hash,
  );
});

test("a file longer than what is read at once counts in full", () => {
  const long = "a".repeat(3 * 1024 * 1024 + 1);
  expect(tree({ "model.pkl": `${long}b` }).hash).not.toBe(tree({ "model.pkl": `${long}c` }).hash);
});

test("a single file is a tree of one", () => {
  const file = path.join(folder, "model.pkl");
  fs.writeFileSync(file, "weights");
  expect(readTree(file)).toMatchObject({
    name: "model.pkl",
    isFolder: false,
    files: [{ relative: "model.pkl", absolute: file }],
  });
});

test("a folder's name is written so that it can stand in an address", () => {
  expect(tree(files, "My model #2 (ß)").name).toBe("My-model--2----");
  expect(tree(files).name).toBe("model");
});

test("texts that are cut elsewhere have other hashes", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
      const alike = one.length === other.length && one.every((text, i) => text === other[i]);
      expect(textHash(...one) === textHash(...other)).toBe(alike);
    }),
  );
  expect(textHash("ab", "c")).not.toBe(textHash("a", "bc"));
  expect(textHash("a", "")).not.toBe(textHash("a"));
});
