import * as fs from "node:fs";
import * as path from "node:path";

import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

import { repository } from "../support/build";

/**
 * The same interfaces become the packages of other languages. Pulumi's own inference reads them and refuses what it
 * cannot translate: unions of shapes, literal types, callbacks; private members it would publish as outputs.
 */
const manifest = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as Record<string, unknown>;
const names = ["AciWebservice", "AksComputeTarget", "AksWebservice", "ManagedWebservice", "WebserviceKeys"];
const analyzer = new Analyzer(repository, "azureml-webservice", manifest, new Set(names));
const { components } = analyzer.analyze();

test("every component is translatable", () => {
  expect(Object.keys(components).sort()).toEqual(names);
});

const online = [
  "authMode",
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
    ["authMode", "primaryKey", "principalId", "resourceId", "scoringUri", "secondaryKey", "swaggerUri"],
  ],
  ["AksComputeTarget", ["computeId", "computeName", "extensionPrincipalId", "principalId"]],
  ["AksWebservice", online],
  ["ManagedWebservice", online],
  ["WebserviceKeys", ["primaryKey", "secondaryKey"]],
])("the outputs of %s are frozen", (name, outputs) => {
  expect(Object.keys(components[name]?.outputs ?? {}).sort()).toEqual(outputs);
});

test.each([
  [
    "AciWebservice",
    [
      "applicationInsights",
      "authEnabled",
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
