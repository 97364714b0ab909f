import * as fs from "node:fs";
import * as path from "node:path";

import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

import { aciWebserviceRule } from "../../src/aci/rules";
import { aksComputeTargetRule } from "../../src/compute/rules";
import type { Rule } from "../../src/validation/rule";
import { webserviceKeysRule } from "../../src/keys/rules";
import { aksWebserviceRule, managedWebserviceRule } from "../../src/online/rules";
import { repository } from "@azureml-webservice/demo/build-package";

/**
 * The same interfaces become the packages of other languages. Pulumi's own inference reads them and refuses what it
 * cannot translate: unions of shapes, literal types, callbacks; private members it would publish as outputs.
 */
const manifest = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as Record<string, unknown>;
const names = ["AciWebservice", "AksComputeTarget", "AksWebservice", "ManagedWebservice", "WebserviceKeys"];
const analyzer = new Analyzer(repository, "azureml-webservice", manifest, new Set(names));
const { components, typeDefinitions } = analyzer.analyze();

test("every component is translatable", () => {
  expect(Object.keys(components).sort()).toEqual(names);
});

const online = [
  "authMode",
  "keyReferences",
  "primaryKey",
  "principalId",
  "resourceId",
  "scoringUri",
  "secondaryKey",
  "swaggerUri",
  "tokenAcquisition",
];

test.each([
  [
    "AciWebservice",
    [
      "authMode",
      "keyReferences",
      "primaryKey",
      "principalId",
      "resourceId",
      "scoringUri",
      "secondaryKey",
      "swaggerUri",
    ],
  ],
  ["AksComputeTarget", ["computeId", "computeName", "extensionPrincipalId", "principalId"]],
  ["AksWebservice", online],
  ["ManagedWebservice", online],
  ["WebserviceKeys", ["keyReferences", "primaryKey", "secondaryKey"]],
])("the outputs of %s are frozen", (name, outputs) => {
  expect(Object.keys(components[name]?.outputs ?? {}).sort()).toEqual(outputs);
});

test.each([
  [
    "AciWebservice",
    [
      "applicationInsights",
      "authEnabled",
      "azure",
      "cors",
      "customerManagedKey",
      "dnsNameLabelScope",
      "entryScript",
      "identity",
      "imageRegistryCredentials",
      "keys",
      "livenessProbe",
      "logAnalytics",
      "modelDirectory",
      "modelShare",
      "readinessProbe",
      "sourceDirectory",
      "tls",
    ],
  ],
  ["AksComputeTarget", ["identity", "inferenceRouter", "installExtension", "instanceTypes", "tls"]],
  [
    "AksWebservice",
    [
      "adopt",
      "authEnabled",
      "azure",
      "deployments",
      "grants",
      "identity",
      "keys",
      "storage",
      "tokenAuthEnabled",
      "traffic",
    ],
  ],
  [
    "ManagedWebservice",
    [
      "adopt",
      "authEnabled",
      "azure",
      "deployments",
      "entraAuthEnabled",
      "grants",
      "identity",
      "keys",
      "mirrorTraffic",
      "storage",
      "tokenAuthEnabled",
      "traffic",
    ],
  ],
])("the switches of %s are plain, and what only flows on is not", (name, switches) => {
  const inputs = components[name]?.inputs ?? {};
  const plain = Object.keys(inputs).filter((input) => inputs[input]?.plain);
  expect(plain.sort()).toEqual(switches);
});

/** An input as the inference sees it. */
type Input = Readonly<{
  plain?: boolean;
  optional?: boolean;
  $ref?: string;
  items?: Input;
  additionalProperties?: Input;
}>;

/** Where what may be typed and what the rules accept are not the same: names, whether required, whether an Output. */
function drift(inputs: Readonly<Record<string, Input>>, rules: Readonly<Record<string, Rule>>, path: string): string[] {
  const names = [...new Set([...Object.keys(inputs), ...Object.keys(rules)])];
  return names.flatMap((name) => driftAt(inputs[name], rules[name], path === "" ? name : `${path}.${name}`));
}

function driftAt(given: Input | undefined, rule: Rule | undefined, path: string): string[] {
  if (given === undefined || rule === undefined) {
    return [`${path}: ${given === undefined ? "no type" : "no rule"}`];
  }
  const isPlain = rule.plain === true || rule.kind === "object";
  return [
    ...((given.optional ?? false) === (rule.required ?? false) ? [`${path}: required or not`] : []),
    ...((given.plain ?? false) === isPlain ? [] : [`${path}: plain or not`]),
    ...driftBelow(given, rule, path),
  ];
}

function driftBelow(given: Input, rule: Rule, path: string): string[] {
  switch (rule.kind) {
    case "leaf":
      return [];
    case "object": {
      const name = given.$ref?.split(":").at(-1) ?? "";
      return drift(typeDefinitions[name]?.properties ?? {}, rule.properties, path);
    }
    case "list":
      return given.items ? driftBelow(given.items, rule.item, `${path}[]`) : [`${path}: no list`];
    case "map":
      return given.additionalProperties
        ? driftBelow(given.additionalProperties, rule.value, `${path}.*`)
        : [`${path}: no map`];
  }
}

test.each<[string, Rule & { kind: "object" }, string[]]>([
  // The rule is there to say why there are no tokens.
  ["AciWebservice", aciWebserviceRule, ["tokenAuthEnabled: no type"]],
  ["AksComputeTarget", aksComputeTargetRule, []],
  ["AksWebservice", aksWebserviceRule, ["grants.scoring: no rule", "grants.roleDefinitionIds.scoring: no rule"]],
  ["ManagedWebservice", managedWebserviceRule, []],
  ["WebserviceKeys", webserviceKeysRule, []],
])("the types and the rules of %s say the same", (name, rule, known) => {
  expect(drift(components[name]?.inputs ?? {}, rule.properties, "").sort()).toEqual(known.sort());
});
