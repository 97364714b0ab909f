import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
const filesBelow = (folder: string) =>
  (fs.readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }) as string[]).map((file) =>
    file.split(path.sep).join("/"),
  );

/** The room or file of `src` that a unit test is for: `aci/rules.test.ts`, or one aspect in `aci/rules.corpus.test.ts`. */
const subjectOf = (file: string) => file.replace(/(?:\.[\w-]+)?\.test\.ts$/, "");

test("every unit test mirrors a file or a room of src", () => {
  const tests = filesBelow("test/unit").filter((file) => file.endsWith(".test.ts"));
  const sources = new Set(filesBelow("src").map((file) => file.replace(/\.ts$/, "")));
  expect(tests.length).toBeGreaterThan(40);
  expect(tests.filter((file) => !sources.has(subjectOf(file)))).toEqual([]);
});
