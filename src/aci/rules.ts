import { authSwitchRules, retiredSwitches, unavailableSwitches } from "../access/auth-switch-rules";
import * as azure from "../validation/azure-rules";
import { managedIdentity } from "../validation/identity-rules";
import { Problem } from "../validation/problem";
import { choice, LeafRule, number, ObjectRule, Relation, text } from "../validation/rule";
import { redact, formatValue } from "../validation/format-value";
import { aciKeysRule } from "../keys/rules";
import { labelAddress } from "./address";
import { aciDefaults } from "./defaults";
import { DnsNameLabelScope, TlsMode } from "./enums";
import * as limits from "./limits";
import { readLocalFiles } from "./local-files";
import * as parts from "./nested-rules";
import { serverVariables } from "./scoring-server";
import { tls } from "./tls-rule";

/** The rules of `AciWebservice`: ranges and defaults of v1's deploy configuration where Container Instances has them. */

const { tokenAuthEnabled: noTokens, ...otherSwitches } = unavailableSwitches("aci");

/** v1 had it on its services of all kinds. */
const tokenAuthEnabled: LeafRule = {
  kind: "leaf",
  accepts: (value) => value === false,
  expected: "false or nothing",
  hint: `${noTokens?.why}: ${noTokens?.instead}`,
  plain: true,
};

const anyPort = number({ what: "port number", from: 1, to: 65_535, integer: true });
const isReserved = (given: number) => limits.reservedPorts.some(([from, to]) => given >= from && given <= to);
const reserved = limits.reservedPorts.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(", ");
const port: LeafRule = {
  ...anyPort,
  accepts: (value) => anyPort.accepts(value) && !isReserved(value as number),
  expected: `${anyPort.expected}, and none that Container Instances reserves (${reserved})`,
};
const localPath = (what: string) =>
  text({ plain: true, atMost: 4096, expected: `the path of ${what}, at most 4096 characters` });

const relations: Relation[] = [
  {
    of: ["authEnabled", "keys"],
    presence: true,
    check: ([authEnabled, keys]) =>
      keys !== undefined && authEnabled !== true
        ? {
            path: "keys",
            reason: "has no meaning without key authentication: must be left out; or set authEnabled: true",
          }
        : undefined,
  },
  {
    of: ["entryScript", "command"],
    presence: true,
    check: ([entryScript, command]) =>
      entryScript !== undefined && command !== undefined
        ? {
            path: "command",
            reason: "is not allowed beside entryScript, which has a start command of its own: leave one of the two out",
          }
        : undefined,
  },
  {
    of: ["entryScript", "sourceDirectory"],
    presence: true,
    check: ([entryScript, sourceDirectory]) =>
      entryScript === undefined && sourceDirectory !== undefined
        ? {
            path: "sourceDirectory",
            reason: "has no meaning without entryScript: must be left out; or name the script",
          }
        : undefined,
  },
  {
    of: ["modelDirectory", "modelShare"],
    presence: true,
    check: ([modelDirectory, modelShare]) =>
      modelDirectory !== undefined && modelShare !== undefined
        ? {
            path: "modelDirectory",
            reason: "is not allowed beside modelShare, because the model has one place: leave one of the two out",
          }
        : undefined,
  },
  {
    of: ["entryScript", "sourceDirectory", "modelDirectory"],
    check: ([entryScript, sourceDirectory, modelDirectory]) =>
      readLocalFiles({
        entryScript: asText(entryScript),
        sourceDirectory: asText(sourceDirectory),
        modelDirectory: asText(modelDirectory),
      }).problems,
  },
  {
    of: ["environmentVariables", "secretEnvironmentVariables"],
    check: ([plain, secret]) => {
      const secretNames = new Set(names(secret));
      const twice = names(plain).filter((name) => secretNames.has(name));
      return twice.map((name) => ({
        path: `secretEnvironmentVariables["${name}"]`,
        reason: "is in environmentVariables too: must be in one of the two; leave it out of environmentVariables",
      }));
    },
  },
  ...["environmentVariables", "secretEnvironmentVariables"].map((property): Relation => ({
    of: [property],
    check: ([given]) =>
      names(given)
        .filter((name) => Object.hasOwn(serverVariables, name))
        .map((name) => ({
          path: `${property}["${name}"]`,
          reason: `is set by the component: must be left out; use ${serverVariables[name]} instead`,
        })),
  })),
  {
    of: ["scoringPort", "port", "tls.mode"],
    check: ([scoringPort, given, mode], [hidden]) => portProblem(scoringPort, given, mode, hidden === true),
  },
  {
    of: ["port", "tls.mode"],
    check: ([given, mode]) =>
      mode === TlsMode.Automatic && given === 80
        ? {
            path: "port",
            reason:
              '80 is not allowed with tls mode "Automatic", which answers the authority there: leave it out for 443',
          }
        : undefined,
  },
  {
    of: ["dnsNameLabel", "subnetId"],
    presence: true,
    check: ([label, subnetId]) =>
      label !== undefined && subnetId !== undefined
        ? {
            path: "dnsNameLabel",
            reason:
              "is not allowed with subnetId: a group in a subnet has a private address only; leave one of the two out",
          }
        : undefined,
  },
  {
    of: ["dnsNameLabel", "dnsNameLabelScope"],
    presence: true,
    check: ([label, scope]) =>
      label === undefined && scope !== undefined
        ? {
            path: "dnsNameLabelScope",
            reason: "has no meaning without dnsNameLabel: must be left out; or give the label",
          }
        : undefined,
  },
  {
    of: ["tls.mode", "tls.hostname", "dnsNameLabel", "dnsNameLabelScope", "location"],
    presence: true,
    check: ([mode, hostname, label, scope, location]) =>
      mode === TlsMode.Automatic &&
      hostname === undefined &&
      (label === undefined || location === undefined || scope !== DnsNameLabelScope.Unsecure)
        ? {
            path: "tls.hostname",
            reason: `is required with mode "Automatic": give it, or a dnsNameLabel with dnsNameLabelScope "Unsecure" and a location, whose address is known beforehand`,
          }
        : undefined,
  },
  {
    of: ["tls.mode", "subnetId", "tls.acmeDirectoryUrl"],
    presence: true,
    check: ([mode, subnetId, directory]) =>
      mode === TlsMode.Automatic && subnetId !== undefined && directory === undefined
        ? {
            path: "tls.acmeDirectoryUrl",
            reason: `is required with mode "Automatic" in a subnet, which public authorities cannot reach: give your own authority's directory, or use mode "Certificate"`,
          }
        : undefined,
  },
  {
    of: ["tls.mode", "tls.hostname", "dnsNameLabel", "location"],
    check: ([mode, hostname, label, location], [, , , hidden]) =>
      mode === TlsMode.Automatic &&
      hostname === undefined &&
      typeof label === "string" &&
      typeof location === "string" &&
      labelAddress(label, location) === undefined
        ? {
            path: "tls.hostname",
            reason: `is required in the location ${hidden ? redact(location) : formatValue(location)}, where the address of a dnsNameLabel is not known beforehand: give a name of your own`,
          }
        : undefined,
  },
  vaultResourceLimit("cpuCores", "cores", limits.groupCpu.most, limits.gatewayCpuCores, limits.keySyncCpuCores),
  vaultResourceLimit("memoryGb", "GB", limits.groupMemoryGb.most, limits.gatewayMemoryGb, limits.keySyncMemoryGb),
];

/** What is left for the model beside the two containers that keys in a vault need. */
function vaultResourceLimit(property: string, unit: string, group: number, ...taken: readonly number[]): Relation {
  // In tenths, because a sum of 0.1s is none of theirs.
  const most = Math.round(10 * taken.reduce((rest, part) => rest - part, group)) / 10;
  return {
    of: [property, "keys.vault"],
    check: ([given, vault], [hidden]) =>
      vault !== undefined && typeof given === "number" && given > most
        ? {
            path: property,
            reason: `${hidden ? redact(given) : formatValue(given)} is not allowed with keys.vault: must be at most ${most} ${unit}, because the key-sync container takes its share of the group`,
          }
        : undefined,
  };
}

/** Container Instances maps no ports, and the containers of a group share them. */
function portProblem(scoringPort: unknown, given: unknown, mode: unknown, hidden: boolean): Problem | undefined {
  const encrypted = mode === TlsMode.Certificate || mode === TlsMode.Automatic;
  const taken: unknown[] = [given ?? (encrypted ? 443 : 80), ...(mode === TlsMode.Automatic ? [80] : [])];
  if (!taken.includes(scoringPort ?? aciDefaults.scoringPort)) {
    return undefined;
  }
  const because = "because the containers of a group share their ports";
  return scoringPort === undefined
    ? {
        path: "port",
        reason: `${aciDefaults.scoringPort} is the scoring container's port: must be another one, ${because}; give another port, or another scoringPort`,
      }
    : {
        path: "scoringPort",
        reason: `${hidden ? redact(scoringPort) : formatValue(scoringPort)} is the gateway's own port: must be another one, ${because}; leave it out for ${aciDefaults.scoringPort}, or change port`,
      };
}

export const aciWebserviceRule: ObjectRule = {
  kind: "object",
  properties: {
    resourceGroupName: { ...azure.resourceGroupName, required: true },
    location: azure.location,
    serviceName: { ...azure.serviceName, hint: "give serviceName where the component's own name does not fit" },
    tags: azure.tags,
    ...authSwitchRules("aci"),
    tokenAuthEnabled,
    keys: aciKeysRule,
    cors: parts.cors,
    image: { ...azure.imageReference, required: true },
    entryScript: localPath("a local Python file"),
    sourceDirectory: localPath("a local folder"),
    modelDirectory: localPath("a local folder"),
    modelShare: parts.fileShare,
    command: {
      kind: "list",
      item: text({ atMost: 10_000, expected: "a text of 1 to 10000 characters without NUL" }),
      atLeast: 1,
      atMost: 100,
    },
    environmentVariables: parts.variables,
    secretEnvironmentVariables: parts.variables,
    cpuCores: number({
      what: "number of CPU cores",
      from: limits.groupCpu.least - limits.gatewayCpuCores,
      to: limits.groupCpu.most - limits.gatewayCpuCores,
      hint: `a group has ${limits.groupCpu.least} to ${limits.groupCpu.most} cores in all and the gateway takes ${limits.gatewayCpuCores}; several small models fit into one service`,
    }),
    memoryGb: number({
      what: "number of GB",
      from: limits.groupMemoryGb.least - limits.gatewayMemoryGb,
      to: limits.groupMemoryGb.most - limits.gatewayMemoryGb,
      hint: `a group has ${limits.groupMemoryGb.least} to ${limits.groupMemoryGb.most} GB in all and the gateway takes ${limits.gatewayMemoryGb}`,
    }),
    livenessProbe: parts.probe,
    readinessProbe: parts.probe,
    imageRegistryCredentials: {
      kind: "list",
      item: parts.registryCredential,
      plain: true,
      atMost: 20,
      distinctBy: "server",
    },
    identity: managedIdentity,
    port,
    scoringPort: port,
    dnsNameLabel: text({
      pattern: /^[a-z][a-z0-9-]{3,}[a-z0-9]$/,
      atMost: 63,
      expected: "5 to 63 lower-case letters, digits and -, starting with a letter and not ending in -",
    }),
    dnsNameLabelScope: choice(DnsNameLabelScope, { plain: true }),
    subnetId: azure.resourceId("Microsoft.Network/virtualNetworks/subnets"),
    tls,
    bodyLimitMb: number({ what: "number of MB", from: 1, to: 1000, integer: true }),
    scoringTimeoutMs: number({ what: "number of milliseconds", from: 100, to: 3_600_000, integer: true }),
    gatewayImage: azure.imageReference,
    logAnalytics: parts.logAnalytics,
    applicationInsights: parts.applicationInsights,
    customerManagedKey: parts.customerManagedKey,
  },
  retired: {
    collectModelData:
      "is not an input: Container Instances has no model data collector; write what you want to keep from the entry script, or send the output to logAnalytics",
    description: "is not an input: container groups have no description; put it into tags",
    properties: "is not an input: container groups have no properties; put them into tags",
    enableAppInsights: "is not an input; use applicationInsights: { instrumentationKey }",
    sslEnabled: 'is not an input; use tls: { mode: "Certificate" } or tls: { mode: "Automatic" }',
    sslCertPemFile: "is not an input; use tls.certificatePem with the file's content",
    sslKeyPemFile: "is not an input; use tls.privateKeyPem with the file's content",
    sslCname: "is not an input; use tls.hostname",
    cmkVaultBaseUrl: "is not an input; use customerManagedKey.vaultBaseUrl",
    cmkKeyName: "is not an input; use customerManagedKey.keyName",
    cmkKeyVersion: "is not an input; use customerManagedKey.keyVersion",
    vnetName: "is not an input; use subnetId, the resource id of the subnet",
    subnetName: "is not an input; use subnetId, the resource id of the subnet",
    primaryKey: "is not an input; use keys.initial.primary",
    secondaryKey: "is not an input; use keys.initial.secondary",
    models: "is not an input; use modelDirectory, modelShare, or an image that holds the model",
    inferenceConfig: "is not an input; use image, entryScript and sourceDirectory",
    ...retiredSwitches(otherSwitches),
    numReplicas: "is not an input: a container group is one replica; use an online endpoint for more",
    autoscaleEnabled: "is not an input: a container group is one replica; use an online endpoint for more",
  },
  relations,
};

function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && !value.includes("\0") ? value : undefined;
}

function names(map: unknown): string[] {
  return typeof map === "object" && map !== null ? Object.keys(map) : [];
}
