import * as pulumi from "@pulumi/pulumi";

import {
  automatic,
  certificate,
  identityId,
  logAnalytics,
  managedKey,
  named,
  oldKey,
  origins,
  pem,
  registry,
  share,
  subnetId,
  times,
  vaultId,
} from "../examples";
import { acceptances, vaults } from "../key-vaults";

const sha256 = `sha256:${"0123456789abcdef".repeat(4)}`;
const guid = "00000000-0000-0000-0000-000000000000";
const wildcard = { certificatePem: pem("wildcard.pem"), privateKeyPem: pem("wildcard.key.pem") };
const chained = { certificatePem: pem("chained.pem"), privateKeyPem: pem("chained.key.pem") };
const ed25519 = { certificatePem: pem("ed25519.pem"), privateKeyPem: pem("ed25519.key.pem") };
const id = (group: string, tail: string) => `/subscriptions/${guid}/resourceGroups/${group}/providers/${tail}`;

/** Unusual but valid: a validator that refuses everything would pass every test with hostile inputs. */
export const unusual: Record<string, object[]> = {
  "resource groups": ["a", "1", "_", "a".repeat(90), "(prod).ml-1_", "größe", "模型", "a..b", "-"].map((name) => ({
    resourceGroupName: name,
  })),
  locations: [
    "westeurope",
    "West Europe",
    "East US 2 EUAP",
    "westus3",
    "UAE North",
    "usgovvirginia",
    "China North 3",
  ].map((location) => ({ location })),
  "service names": ["abc", "a1b", "a".repeat(32), "a-b-c-d-1", "z9-9"].map((serviceName) => ({ serviceName })),
  tags: [
    {},
    { "": undefined, team: "" },
    { "cost center": "R&D <ml> 50%? \\ / {}" },
    { "hidden-title": "Diabetes" },
    { constructor: "a", toString: "b", hasOwnProperty: "c" },
    { größe: "模型 🚀", "{env.HOME}": "${HOME} `id` $(id)" },
    { ["t".repeat(512)]: "v".repeat(256) },
    { multi: "line one\nline two\ttabbed" },
    named(50, "x"),
  ].map((tags) => ({ tags })),
  images: [
    "caddy",
    "caddy:2",
    "library/caddy@" + sha256,
    `contoso.azurecr.io/models/diabetes:3@${sha256}`,
    "localhost:5000/a",
    "localhost/a:latest",
    "10.0.0.4:443/a/b/c",
    "CONTOSO.azurecr.io/a",
    "r.io/a__b/c-d.e_f--g:_tag.with-ALL_1",
    `r.io/${"a".repeat(255)}:${"t".repeat(128)}`,
    `mcr.microsoft.com/azureml/minimal-ubuntu22.04-py39-cpu-inference@sha512:${"ab".repeat(64)}`,
  ].flatMap((image) => [{ image }, { gatewayImage: image }]),
  "environment variables": [
    {},
    { A: " " },
    { _: "x", __: "y", a1_B2: "z", ["V".repeat(256)]: "w" },
    { TEXT: "line one\nline two\r\n\ttabbed\u0007", JSON: '{"a": ["b", "`c`", "$d", "${e}"]}' },
    { EMOJI: "模型 🚀 größe \u202e \u200d", PLACEHOLDER: "{env.HOME} {file./etc/passwd} {$HOME}" },
    { constructor: "a", toString: "b", NODE_OPTIONS: "--x", PATH: "/usr/bin" },
    { LONG: "x".repeat(100_000) },
    { A: pulumi.secret("x"), B: Promise.resolve("y"), C: undefined },
    named(1000, "x"),
  ].flatMap((variables) => [{ environmentVariables: variables }, { secretEnvironmentVariables: variables }]),
  commands: [["python", "app.py", "--motto", "a b 'c' \"d\" `e` $F ${G} {h} \\ * \n ü"], ["x"], times(100, "a")].map(
    (command) => ({ command }),
  ),
  sizes: [
    { cpuCores: 0.9, memoryGb: 0.9 },
    { cpuCores: 30.9, memoryGb: 239.9 },
    { cpuCores: 1.25, memoryGb: 2 },
  ],
  ports: [
    { port: 1, scoringPort: 65_535 },
    { port: 65_535, scoringPort: 1 },
    { port: 443, scoringPort: 80 },
    { port: 80, scoringPort: 443 },
    { port: 8080, tls: { mode: "Certificate", hostname: "example.com", ...wildcard }, scoringPort: 443 },
    { tls: automatic, port: 8443, scoringPort: 443 },
  ],
  limits: [
    { bodyLimitMb: 1, scoringTimeoutMs: 100 },
    { bodyLimitMb: 1000, scoringTimeoutMs: 3_600_000 },
  ],
  probes: [
    { livenessProbe: {}, readinessProbe: { path: "/" } },
    { livenessProbe: { path: "/v1/health%20check/~x.y_z-/", initialDelaySeconds: 0, periodSeconds: 1 } },
    {
      readinessProbe: {
        path: `/${"a".repeat(255)}`,
        timeoutSeconds: 86_400,
        successThreshold: 1000,
        failureThreshold: 1,
      },
    },
    { readinessProbe: { path: "/v1/models/diabetes:predict//@!$&'()*+,;=" } },
  ],
  keys: [
    { authEnabled: false, tokenAuthEnabled: false },
    { authEnabled: true, keys: {} },
    { authEnabled: true, keys: { rotation: {}, initial: {} } },
    { authEnabled: true, keys: { rotation: { primary: 1, secondary: Number.MAX_SAFE_INTEGER } } },
    { authEnabled: true, keys: { initial: { primary: oldKey, secondary: "0".repeat(16) } } },
    { authEnabled: true, keys: { initial: { secondary: "A".repeat(128) }, rotation: { secondary: 2 } } },
    {
      authEnabled: true,
      keys: { rotation: { primary: 2, secondary: 5, replaceBothAt: { primary: 1, secondary: 9 } } },
    },
    ...vaults.map((vault) => ({ authEnabled: true, keys: { vault } })),
    ...acceptances.map((acceptance) => ({ authEnabled: true, keys: { vault: { vaultId }, acceptance } })),
    { authEnabled: true, keys: { vault: { vaultId }, sync: {} }, cpuCores: 30.8, memoryGb: 239.8 },
    { authEnabled: true, keys: { vault: { vaultId }, sync: { intervalSeconds: 5, image: "curl", identityId } } },
    { authEnabled: true, keys: { vault: { vaultId }, sync: { intervalSeconds: 3600 } } },
  ],
  cors: [
    ["*"],
    ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080"],
    ["https://xn--mnchen-3ya.example", "https://a.b.c.d.example:65535", "https://1and1.com"],
    ["capacitor://localhost", "chrome-extension://abcdefghijklmnopabcdefghijklmnop"],
    times(100, "https://app.example.com"),
  ].map((allowedOrigins) => ({ cors: { allowedOrigins } })),
  "cors settings": [
    { cors: { ...origins, allowedHeaders: ["X-Request-Id", "traceparent", "DNT", "1"], maxAgeSeconds: 0 } },
    { cors: { ...origins, allowedHeaders: ["H".repeat(100)], maxAgeSeconds: 86_400 } },
  ],
  labels: [
    { dnsNameLabel: "abcde" },
    { dnsNameLabel: `a${"-".repeat(61)}9`, dnsNameLabelScope: "Noreuse" },
    { dnsNameLabel: "diabetes", dnsNameLabelScope: "Unsecure", location: "North Europe" },
  ],
  subnets: [
    { subnetId },
    { subnetId: subnetId.toLowerCase() },
    { subnetId: id("(größe).x_1", "Microsoft.Network/virtualNetworks/v.n_1-2/subnets/s_1.") },
  ],
  "TLS with a certificate": [
    certificate,
    { ...certificate, hostname: "SCORE.example.com", http3: true },
    { mode: "Certificate", hostname: "anything.example.com", ...wildcard },
    { mode: "Certificate", hostname: "xn--mnchen-3ya.example", ...chained },
    { mode: "Certificate", hostname: "ed25519.example.com", ...ed25519 },
    {
      mode: "Certificate",
      hostname: "example.com",
      certificatePem: `\n${wildcard.certificatePem.replaceAll("\n", "\r\n")}\n\n`,
      privateKeyPem: `Bag Attributes: <Empty>\n${wildcard.privateKeyPem.replaceAll("\n", "\r\n")}`,
    },
    { mode: "None" },
    { mode: "None", http3: false },
  ].map((tls) => ({ tls })),
  "automatic TLS": [
    { tls: automatic },
    { tls: { ...automatic, hostname: "a", email: "o'brien+acme.ops@mail.example.com" } },
    { tls: { ...automatic, hostname: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}` } },
    { tls: { ...automatic, hostname: "3com.123.co", http3: true } },
    {
      tls: {
        ...automatic,
        acmeDirectoryUrl: "https://ca.internal:9000/acme/acme/directory",
        acmeTrustedRootsPem: pem("root.pem") + pem("wildcard.pem"),
      },
      subnetId,
    },
    { tls: { ...automatic, acmeDirectoryUrl: "https://ca.internal/directory", httpPort: 5002 }, port: 80 },
    {
      tls: { mode: "Automatic", storage: share },
      dnsNameLabel: "diabetes",
      dnsNameLabelScope: "Unsecure",
      location: "West US 2",
    },
  ],
  shares: [
    { modelShare: share },
    { modelShare: { ...share, storageAccountName: "123", shareName: "a-1" } },
    { modelShare: { ...share, storageAccountName: "a".repeat(24), shareName: "a".repeat(63) } },
    { modelShare: { ...share, storageAccountKey: `${"Aa0+/".repeat(17)}A==` } },
  ],
  registries: [
    [],
    [registry],
    [{ server: "index.docker.io", username: "user@example.com", password: " ä{}$`\"'\\ \n" }],
    [
      { server: "registry.internal:5000", username: guid, password: "p" },
      registry,
      { server: "10.0.0.4", identity: identityId },
    ],
    [{ server: "contoso.azurecr.io", identity: identityId.toUpperCase() }],
  ].map((imageRegistryCredentials) => ({ imageRegistryCredentials })),
  identities: [
    { type: "SystemAssigned" },
    { type: "UserAssigned", userAssignedIdentityIds: [identityId] },
    { type: "SystemAssigned, UserAssigned", userAssignedIdentityIds: times(100, identityId) },
    {
      type: "UserAssigned",
      userAssignedIdentityIds: [id("ml", `Microsoft.ManagedIdentity/userAssignedIdentities/${"a".repeat(128)}`)],
    },
  ].map((identity) => ({ identity })),
  watching: [
    { logAnalytics },
    { logAnalytics: { ...logAnalytics, workspaceId: guid.toUpperCase(), logType: "ContainerInstanceLogs" } },
    { applicationInsights: { instrumentationKey: guid } },
    { customerManagedKey: managedKey },
    {
      customerManagedKey: { ...managedKey, vaultBaseUrl: "https://hsm-1.managedhsm.azure.net/", identity: identityId },
    },
    { customerManagedKey: { ...managedKey, keyName: "1-a-".repeat(31), keyVersion: "0".repeat(64) } },
  ],
  "local files": [
    { entryScript: "score.py" },
    { entryScript: "./service/score.py", scoringPort: 5005 },
    { entryScript: "score.py", sourceDirectory: "./service/" },
    { entryScript: "score.py", sourceDirectory: "service", modelDirectory: "model" },
    { modelDirectory: "model" },
    { entryScript: "score.py", modelShare: share },
  ],
};
