import * as fs from "node:fs";
import * as path from "node:path";

import { ESLint, type Linter } from "eslint";

import { repository } from "@azureml-webservice/demo/build-package";

// eslint-disable-next-line @typescript-eslint/no-require-imports
const config = require("../../eslint.config.js") as Linter.Config[];

/** Rules that need no types of the whole program, so that a planted text can be looked at on its own. */
const planted = new Set([
  "@typescript-eslint/consistent-type-imports",
  "@typescript-eslint/no-import-type-side-effects",
  "@typescript-eslint/no-require-imports",
  "import-x/no-restricted-paths",
  "max-lines",
  "no-restricted-imports",
  "no-restricted-syntax",
]);
const eslint = new ESLint({
  cwd: repository,
  overrideConfigFile: true,
  baseConfig: [...config, { languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) => planted.has(ruleId),
});

/** What lint says of a text that stands in a file of the repository. */
async function lint(file: string, text: string): Promise<Linter.LintMessage[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(repository, file) });
  return result?.messages ?? [];
}

const rulesBroken = async (file: string, text: string) => [
  ...new Set((await lint(file, text)).map(({ ruleId }) => ruleId)),
];

const folders = (of: string) =>
  fs
    .readdirSync(path.join(repository, of), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** A file that is in the room: an import that leads nowhere is not looked at. */
function fileIn(room: string): string {
  const found = fs.readdirSync(path.join(repository, "src", room), { recursive: true, encoding: "utf8" });
  return `${room}/${found.filter((file) => file.endsWith(".ts")).sort()[0]}`.replace(/\.ts$/, "");
}

describe("imports between the rooms of src", () => {
  const basics = ["contract", "pulumi", "validation", "azure", "gateway"];
  const allowed: Record<string, string[]> = {
    contract: [],
    pulumi: [],
    validation: ["contract", "pulumi"],
    azure: ["contract", "pulumi", "validation"],
    gateway: ["contract"],
    access: basics,
    keys: basics,
    aci: [...basics, "access", "keys"],
    compute: [...basics, "access", "keys"],
    online: [...basics, "access", "keys"],
    client: ["contract"],
    cli: ["client", "contract"],
  };

  test("every room has its rule", () => {
    expect(Object.keys(allowed).sort()).toEqual(folders("src").sort());
  });

  test.each(Object.entries(allowed))("%s imports what lies below it and nothing else", async (room, below) => {
    const others = folders("src").filter((other) => other !== room);
    const text = others.map((other) => `export * from "../${fileIn(other)}";`).join("\n");
    const messages = await lint(`src/${room}/planted.ts`, text);
    const refused = new Set(messages.map(({ line }) => others[line - 1]));
    expect(others.filter((other) => !refused.has(other)).sort()).toEqual([...below].sort());
    expect(await rulesBroken(`src/${room}/sub/planted.ts`, 'export * from "../../aci-webservice";')).toContain(
      "import-x/no-restricted-paths",
    );
  });

  test("a component imports every room that deploys, and neither client nor command", async () => {
    const all = folders("src");
    const messages = await lint("src/planted.ts", all.map((room) => `export * from "./${fileIn(room)}";`).join("\n"));
    expect(messages.map(({ line }) => all[line - 1]).sort()).toEqual(["cli", "client"]);
  });

  test.each([
    'import { serviceKeysRule } from "../keys/rules"; serviceKeysRule;',
    'import type { WebserviceKeysArgs } from "../keys/args"; export type A = WebserviceKeysArgs;',
    'export { webserviceKeysRule } from "../keys/rules";',
    'export const rules = () => import("../keys/rules");',
    'export const { webserviceKeysRule } = require("../keys/rules");',
    'import "../keys/rules";',
  ])("%s is seen", async (text) => {
    expect(await rulesBroken("src/azure/planted.ts", text)).toContain("import-x/no-restricted-paths");
  });

  test("the message says what is allowed", async () => {
    const [message] = await lint("src/access/planted.ts", 'export * from "../online/rules";');
    expect(message?.message).toBe(
      'Unexpected path "../online/rules" imported in restricted zone. ' +
        "src/access may import only src/{contract,pulumi,validation,azure,gateway}.",
    );
  });
});

describe("imports of packages", () => {
  test.each([
    ["src/contract/planted.ts", "node:crypto", "no-restricted-imports"],
    ["src/contract/planted.ts", "@pulumi/pulumi", "no-restricted-imports"],
    ["src/gateway/planted.ts", "@pulumi/pulumi", "no-restricted-imports"],
    ["src/client/scoring/planted.ts", "@azure/core-auth", "no-restricted-imports"],
    ["src/client/scoring/planted.ts", "node:http", "no-restricted-imports"],
    ["src/cli/planted.ts", "@pulumi/pulumi", "no-restricted-imports"],
    ["src/aci/planted.ts", "@pulumi/azure-native", "no-restricted-imports"],
    ["src/aci/planted.ts", "@azureml-webservice/local-azure", "import-x/no-restricted-paths"],
    ["src/aci/planted.ts", "../../test/support/random", "import-x/no-restricted-paths"],
    ["packages/local-azure/src/planted.ts", "../../../src/index", "import-x/no-restricted-paths"],
    ["packages/local-azure/src/planted.ts", "azureml-webservice", "no-restricted-imports"],
    ["packages/local-azure/src/planted.ts", "azureml-webservice/client", "no-restricted-imports"],
    ["packages/local-azure/test/planted.ts", "@azureml-webservice/deploy-harness", "import-x/no-restricted-paths"],
    ["packages/local-azure/src/planted.ts", "@azureml-webservice/demo/steps", "import-x/no-restricted-paths"],
    ["packages/local-azure/src/planted.ts", "../../deploy-harness/src/index", "import-x/no-restricted-paths"],
    ["packages/deploy-harness/src/planted.ts", "../../../src/index", "import-x/no-restricted-paths"],
    ["packages/deploy-harness/src/planted.ts", "azureml-webservice", "no-restricted-imports"],
    ["packages/deploy-harness/src/planted.ts", "@azureml-webservice/demo/steps", "import-x/no-restricted-paths"],
    ["packages/demo/src/planted.ts", "../../../src/index", "import-x/no-restricted-paths"],
    ["packages/demo/src/planted.ts", "azureml-webservice", "no-restricted-imports"],
    ["examples/aks-key-auth/planted.ts", "../../src/index", "import-x/no-restricted-paths"],
    ["examples/aks-key-auth/planted.mjs", "../../src/index", "import-x/no-restricted-paths"],
    ["examples/aks-key-auth/planted.ts", "@azureml-webservice/local-azure", "import-x/no-restricted-paths"],
    ["test/planted.ts", "@pulumi/azure-native", "no-restricted-imports"],
  ])("%s does not import %s", async (file, name, rule) => {
    expect(await rulesBroken(file, `export * from "${name}";`)).toContain(rule);
  });

  test.each([
    ["src/aci/planted.ts", "@pulumi/azure-native/containerinstance"],
    ["src/cli/planted.ts", "node:util"],
    ["packages/deploy-harness/src/planted.ts", "@azureml-webservice/local-azure"],
    ["packages/demo/src/planted.ts", "@azureml-webservice/deploy-harness"],
    ["examples/aks-key-auth/planted.ts", "azureml-webservice"],
    ["examples/aks-key-auth/caller/planted.ts", "azureml-webservice/client"],
    ["test/unit/planted.ts", "../../src/aci/rules"],
    ["test/unit/planted.ts", "@azureml-webservice/local-azure"],
  ])("%s may import %s", async (file, name) => {
    expect(await rulesBroken(file, `export * from "${name}";`)).toEqual([]);
  });
});

test.each([
  ['import { Rule } from "./rule"; export type A = Rule;', "@typescript-eslint/consistent-type-imports"],
  ['export type A = import("./rule").Rule;', "no-restricted-syntax"],
  ['import { type Rule } from "./rule"; export type A = Rule;', "@typescript-eslint/no-import-type-side-effects"],
  ['import rule = require("./rule"); rule;', "@typescript-eslint/no-require-imports"],
])("%s loads a module for nothing", async (text, rule) => {
  expect(await rulesBroken("src/validation/planted.ts", text)).toEqual([rule]);
});

test("what is loaded late may be named as a type", async () => {
  const text = 'export const late = () => import("./rule") as Promise<typeof import("./rule")>;';
  expect(await rulesBroken("src/validation/planted.ts", text)).toEqual([]);
});

test.each([
  ["src/aci/planted.ts", 300],
  ["packages/demo/src/planted.ts", 300],
  ["test/unit/planted.ts", 450],
  ["packages/demo/test/planted.ts", 450],
])("%s has at most %i lines, blank ones and comments apart", async (file, most) => {
  const lines = (count: number) => "/** Says why. */\n\nexport {};\n".repeat(count);
  expect(await rulesBroken(file, lines(most))).toEqual([]);
  expect(await rulesBroken(file, lines(most + 1))).toEqual(["max-lines"]);
});
