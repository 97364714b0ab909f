import * as fs from "node:fs";
import * as path from "node:path";

import { azureDefaults } from "../../src/azure/defaults";
import { clouds } from "../../src/azure/clouds";
import { AuthMode } from "../../src/contract/auth-mode";
import { secretNames } from "../../src/keys/secret-names";
import { authModeOf } from "../../src/online/endpoint/auth-switches";
import {
  constant,
  constantPaths,
  constantsInWords,
  documentedConstants,
  leftToAzure,
} from "./support/default-constants";
import { documentedInputs } from "./support/doc-comments";
import { column, statedDefault, valuesIn } from "./support/stated-defaults";

/*
 * A default is one constant, and the documentation repeats it as text. So whoever changes the constant is told here
 * which sentences to change, and whoever adds an input with a default, to put it into the table.
 */

const inputs = documentedInputs();
const names = new Set(inputs.map(({ name }) => name.split(".")[1] ?? ""));
const stated = new Map(
  inputs.flatMap(({ name, comment }) => {
    const statement = statedDefault(comment);
    return statement === undefined ? [] : [[name, statement] as const];
  }),
);

/** Defaults that follow from other tables than those of constants. */
const derived: Readonly<Record<string, readonly unknown[]>> = {
  "OnlineWebserviceArgs.authEnabled": [authModeOf({}) === AuthMode.Key],
  "OnlineWebserviceArgs.tokenAuthEnabled": [authModeOf({}) === AuthMode.AMLToken],
  "ManagedWebserviceArgs.entraAuthEnabled": [authModeOf({}) === AuthMode.AADToken],
  "KeyVaultArgs.vaultUri": [`https://<name>.${clouds[azureDefaults.environment].keyVaultDomain}`],
  "KeyVaultArgs.secretNames": Object.values(secretNames({ vaultId: "" }, "<service>")),
};

const documented: Readonly<Record<string, readonly unknown[]>> = {
  ...Object.fromEntries(Object.entries(documentedConstants).map(([name, paths]) => [name, paths.map(constant)])),
  ...derived,
  ...leftToAzure,
};

describe("doc comments", () => {
  test("every optional input whose default is a value is in the table", () => {
    const withValues = inputs.filter(
      ({ name, isOptional }) => isOptional && valuesIn(stated.get(name) ?? "", names).length > 0,
    );
    expect(withValues.map(({ name }) => name).sort()).toEqual(Object.keys(documented).sort());
  });

  test.each(Object.entries(documented))("%s states its default", (name, values) => {
    expect(valuesIn(stated.get(name) ?? "", names)).toEqual(values);
  });

  test.each(Object.entries(constantsInWords))("%s states its default in words", (name, [of, words]) => {
    const value = String(constant(of)).replace(/:[^/]*$/, "");
    expect(stated.get(name)).toBe(words[value]);
  });

  test("every constant is the default of an input", () => {
    const used = [...Object.values(documentedConstants).flat(), ...Object.values(constantsInWords).map(([of]) => of)];
    expect([...new Set(used)].sort()).toEqual(constantPaths().sort());
  });
});

/** The rows of each document whose column `default` states values, by the inputs that they are for. */
const tables: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "README.md": {
    "`authEnabled`": ["aci.authEnabled"],
    "`keys.rotation.primary`, `.secondary`": ["keys.rotationNumber"],
    "`cpuCores`, `memoryGb`": ["aci.cpuCores", "aci.memoryGb"],
    "`gatewayCpuCores`, `gatewayMemoryGb`": ["aci.gatewayCpuCores", "aci.gatewayMemoryGb"],
    "`port`, `scoringPort`": ["aci.port.http", "aci.port.https", "aci.scoringPort"],
    "`dnsNameLabel`, `dnsNameLabelScope`": ["aci.dnsNameLabelScope"],
    "`workerCount`": ["aci.workerCount"],
    "`workerTimeoutSeconds`": ["aci.workerTimeoutSeconds"],
    "`workerPreload`": ["aci.workerPreload"],
    "`bodyLimitMb`, `scoringTimeoutMs`": ["aci.bodyLimitMb", "aci.scoringTimeoutMs"],
  },
  "docs/aks-compute-target.md": {
    "`namespace`": ["compute.namespace"],
    "`installExtension`": ["compute.installExtension"],
    "`inferenceRouter.serviceType`": ["compute.inferenceRouter.serviceType"],
    "`inferenceRouter.highAvailability`": ["compute.inferenceRouter.highAvailability"],
    "`inferenceRouter.internalLoadBalancer`": ["compute.inferenceRouter.internalLoadBalancer"],
  },
  "docs/client.md": {},
  "docs/component-options.md": {},
  "docs/container-instances.md": {},
  "docs/demo-on-azure.md": {},
  "docs/key-rotation.md": {
    "`keys.vault.contentType`, `tags`, `expiresOn`": ["keys.vault.contentType"],
    "`keys.acceptance.check`": ["keys.acceptance.check.public", "keys.acceptance.check.private"],
    "`keys.acceptance.timeoutSeconds`": ["keys.acceptance.timeoutSeconds"],
    "`keys.acceptance.settlingSeconds`": [
      "online.keys.acceptance.settlingSeconds",
      "aci.keys.acceptance.settlingIntervals",
      "aci.keys.acceptance.settlingSeconds",
    ],
    "`keys.sync.intervalSeconds`": ["aci.keys.sync.intervalSeconds"],
    "`keys.sync.cpuCores`, `keys.sync.memoryGb`": ["aci.keys.sync.cpuCores", "aci.keys.sync.memoryGb"],
  },
  "docs/online-endpoints.md": {},
};

const repository = path.join(__dirname, "..", "..");
const read = (file: string) => fs.readFileSync(path.join(repository, file), "utf8");

describe("documents", () => {
  test("all of them are in the table", () => {
    const pages = fs.readdirSync(path.join(repository, "docs")).filter((file) => file.endsWith(".md"));
    expect(["README.md", ...pages.map((page) => `docs/${page}`)].sort()).toEqual(Object.keys(tables).sort());
  });

  test.each(Object.entries(tables))("%s states the defaults", (file, rows) => {
    const cells = [...column(read(file), "default")].map(([row, cell]) => [row, valuesIn(cell, names)] as const);
    const expected = Object.entries(rows).map(([row, paths]) => [row, paths.map(constant)]);
    expect(Object.fromEntries(cells.filter(([, values]) => values.length > 0))).toEqual(Object.fromEntries(expected));
  });

  test("the default names of the secrets", () => {
    const rows = [...column(read("docs/key-rotation.md"), "holds").keys()];
    expect(rows.map((name) => name.replaceAll("`", ""))).toEqual(derived["KeyVaultArgs.secretNames"]);
  });

  test("README.md states which authentication each service has by default", () => {
    const rows = [...column(read("README.md"), "authentication")].filter(([, cell]) => cell !== "");
    const byDefault = rows.map(([row, cell]) => [/`(\w+)`/.exec(row)?.[1], /(\S+) \(default\)/.exec(cell)?.[1]]);
    const online = authModeOf({}) === AuthMode.Key ? "key" : "token";
    expect(Object.fromEntries(byDefault)).toEqual({
      AciWebservice: constant("aci.authEnabled") ? "key" : "none",
      AksWebservice: online,
      ManagedWebservice: online,
    });
  });

  test("docs/key-rotation.md states the interval in a sentence", () => {
    const [, seconds] = /`intervalSeconds` \((\d+) s\)/.exec(read("docs/key-rotation.md")) ?? [];
    expect(Number(seconds)).toBe(constant("aci.keys.sync.intervalSeconds"));
  });
});

test.each([
  ["Optional. Seconds. Default: 10. A change restarts.", [10]],
  ["Optional. Default: 1.5 (v1's `memory_gb`).", [1.5]],
  ["Optional. Default: 1,000 for one, 2 for v2; twice `cpuCores.x` otherwise.", [1000, 2, 2]],
  ["Optional. Default: `Hour`, with `tls` false", ["Hour", false]],
  ["Optional. Default: the workspace's. 5 at most.", []],
  ["Optional. From 1 to 9.", []],
])("values are found in: %s", (comment, values) => {
  expect(valuesIn(statedDefault(comment) ?? "", new Set(["cpuCores", "tls"]))).toEqual(values);
});
