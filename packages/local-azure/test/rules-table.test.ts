import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(__dirname, "..");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
const rules = readme.slice(readme.indexOf("## Rules and their sources"), readme.indexOf("## Open questions"));
const rows = rules
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (rule |-)/.test(line))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\||\|$/g, "").trim()));

/** The code of every refusal in the sources. */
const codes = [
  ...new Set(
    sources(path.join(root, "src")).flatMap((file) =>
      [
        ...readFileSync(file, "utf8").matchAll(
          /(?:badRequest|new (?:ArmError|VaultError|StartError))\(\s*(?:\d{3},\s*)?"(\w+)"/g,
        ),
      ].map(([, code = ""]) => code),
    ),
  ),
].sort();

function sources(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => file.endsWith(".ts") && !file.startsWith("testing"))
    .map((file) => path.join(folder, file));
}

it("finds the codes and the rows", () => {
  expect(codes.length).toBeGreaterThan(90);
  expect(rows.length).toBeGreaterThan(75);
});

it.each(codes)("README.md says where the refusal %s comes from", (code) => {
  expect(rules).toContain(`\`${code}\``);
});

// A source is a page in quotation marks, an issue with its number, a specification, a client or a package by its name.
const source =
  /"[^"]+"|\w#\d+|specification|azure-(ai-ml|cli|rest-api-specs)|azureml-examples|RFC \d+|Kubernetes,|invented|see above|see the open questions|^none$/i;

it.each(rows.map((row) => [row[0] ?? "", row] as const))("it has a source for: %s", (_, row) => {
  expect(row).toHaveLength(3);
  const [, ofRule = "", ofAnswer = ""] = row;
  expect([ofRule, source.test(ofRule)]).toEqual([ofRule, true]);
  // An answer may name the page of its rule.
  expect([ofAnswer, source.test(ofAnswer) || /the same( page)?$/.test(ofAnswer)]).toEqual([ofAnswer, true]);
});
