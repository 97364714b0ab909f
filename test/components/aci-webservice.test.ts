import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, type AciWebserviceArgs } from "azureml-webservice";

import { type ProgramOptions, type Registration, resolved, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { identityReads, services } from "../support/aci-configurations";
import { identityId, smallest, subnetId } from "../support/examples";

const aci = "azureml-webservice:index:AciWebservice";
const keys = "azureml-webservice:index:WebserviceKeys";
const group = "azure-native:containerinstance:ContainerGroup";
const password = "random:index/randomPassword:RandomPassword";
const stash = "pulumi:index:Stash";
const secret = "azure-native:keyvault:Secret";
const identity = "azure-native:managedidentity:UserAssignedIdentity";
const assignment = "azure-native:authorization:RoleAssignment";

const deploy = (args: AciWebserviceArgs, preview = false) => {
  const fqdn = args.dnsNameLabel ? "diabetes.a1b2.westeurope.azurecontainer.io" : undefined;
  const outputs: ProgramOptions["outputs"] = preview ? {} : { [group]: { ipAddress: { ip: "20.1.2.3", fqdn } } };
  return runProgram(() => new AciWebservice("svc", args), { preview, outputs, reads: identityReads });
};

let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
});
afterEach(() => jest.restoreAllMocks());

const open = [
  [aci, "svc", undefined],
  [group, "svc-group", "svc"],
];
const withKeys = [
  [aci, "svc", undefined],
  [keys, "svc-keys", "svc"],
  [stash, "svc-keys-rotation", "svc-keys"],
  [password, "svc-keys-primary", "svc-keys"],
  [password, "svc-keys-secondary", "svc-keys"],
  [group, "svc-group", "svc"],
];

const withVault = [
  ...withKeys,
  [secret, "svc-primary-secret", "svc"],
  [secret, "svc-secondary-secret", "svc"],
  [secret, "svc-active-secret", "svc"],
  [assignment, "svc-key-sync-primary", "svc"],
  [assignment, "svc-key-sync-secondary", "svc"],
  [stash, "svc-primary-accepted", "svc"],
  [stash, "svc-secondary-accepted", "svc"],
];
const synced = { containers: ["gateway", "scoring", "key-sync"], volumes: ["gateway-config", "gateway-keys"] };

// Frozen: a changed name, type or parent replaces the resources of everybody. A rename carries an alias.
const frozenChildren: Record<keyof typeof services, { children: unknown[]; containers: string[]; volumes: string[] }> =
  {
    defaults: { children: open, containers: ["gateway", "scoring"], volumes: ["gateway-config"] },
    keys: { children: withKeys, containers: ["gateway", "scoring"], volumes: ["gateway-config", "gateway-keys"] },
    "initial keys": {
      children: withKeys,
      containers: ["gateway", "scoring"],
      volumes: ["gateway-config", "gateway-keys"],
    },
    "entry script": {
      children: open,
      containers: ["gateway", "scoring"],
      volumes: ["gateway-config", "local-files", "model-share"],
    },
    "named address": { children: open, containers: ["gateway", "scoring"], volumes: ["gateway-config"] },
    "reusable address": { children: open, containers: ["gateway", "scoring"], volumes: ["gateway-config"] },
    certificate: {
      children: withKeys,
      containers: ["gateway", "scoring"],
      volumes: ["gateway-config", "gateway-keys", "gateway-tls"],
    },
    "automatic certificate": {
      children: open,
      containers: ["gateway", "scoring"],
      volumes: ["gateway-config", "gateway-acme", "gateway-data"],
    },
    "keys in a vault": { children: [...withVault, [identity, "svc-key-sync-identity", "svc"]], ...synced },
    "keys in a vault, read by a given identity": { children: withVault, ...synced },
    private: { children: withKeys, containers: ["gateway", "scoring"], volumes: ["gateway-config", "gateway-keys"] },
    "own identities": { children: open, containers: ["gateway", "scoring"], volumes: ["gateway-config"] },
    everything: { children: withKeys, containers: ["gateway", "scoring"], volumes: ["gateway-config", "gateway-keys"] },
  };

describe.each(Object.entries(services))("configuration %s", (name, args) => {
  test.each([false, true])("has its frozen children (preview: %s)", async (preview) => {
    const { registrations } = await deploy(args, preview);
    const expected = frozenChildren[name];
    const byName = (a: unknown[], b: unknown[]) => (String(a[1]) < String(b[1]) ? -1 : 1);
    expect(registrations.map((one) => [one.type, one.name, one.parent]).sort(byName)).toEqual(
      [...(expected?.children ?? [])].sort((a, b) => byName(a as unknown[], b as unknown[])),
    );
    expect(names(groupOf(registrations), "containers")).toEqual(expected?.containers);
    expect(names(groupOf(registrations), "volumes")).toEqual(expected?.volumes);
  });

  test("replaces what Azure cannot change, the old group first", async () => {
    const { options } = groupOf((await deploy(args)).registrations);
    expect(options.deleteBeforeReplace).toBe(true);
    expect(options.replaceOnChanges).toEqual([
      "containers[*].resources",
      "diagnostics",
      "encryptionProperties",
      "ipAddress.type",
      "location",
      "osType",
      "restartPolicy",
      "subnetIds",
      "zones",
    ]);
    expect(options.ignoreChanges).toEqual([]);
  });

  test("hands nothing of its args to the component's own state but plain facts", async () => {
    const { registrations } = await deploy(args);
    const [service, keys] = registrations.filter((one) => one.type.startsWith("azureml-webservice:"));
    const facts = ["authEnabled", "authMode", "bodyLimitMb", "corsOrigins", "hasVault", "isPublic", "tags", "tlsMode"];
    expect(Object.keys(service?.inputs ?? {}).filter((fact) => !facts.includes(fact))).toEqual([]);
    expect(keys?.inputs ?? {}).toEqual({});
  });
});

test("the keys are made after the rotation record was checked", async () => {
  const { registrations } = await deploy({ ...smallest, authEnabled: true });
  const made = registrations.filter((one) => one.type === password);
  expect(made.map((one) => one.options.dependsOn)).toEqual([["svc-keys-rotation"], ["svc-keys-rotation"]]);
  expect(made[0]?.inputs).toEqual({
    length: 43,
    upper: true,
    lower: true,
    numeric: true,
    special: false,
    minUpper: 0,
    minLower: 0,
    minNumeric: 0,
    minSpecial: 0,
    keepers: { number: "1" },
  });
});

test("every taggable child gets the tags", async () => {
  const { registrations } = await deploy(services.everything ?? smallest);
  expect(groupOf(registrations).inputs.tags).toEqual({ team: "ml" });
});

test.each([
  [
    "defaults",
    smallest,
    [
      [0.1, 0.3, 1.1, 0.6],
      [1, 1.5, 1, 1.5],
    ],
  ],
  [
    "a large gateway beside a small model, and keys in a vault",
    {
      ...services["keys in a vault"]!,
      cpuCores: 0.7,
      memoryGb: 0.5,
      gatewayCpuCores: 0.3,
      gatewayMemoryGb: 1,
      keys: { ...services["keys in a vault"]!.keys, sync: { cpuCores: 0.2, memoryGb: 0.4 } },
    },
    [
      [0.3, 1, 1, 1.5],
      [0.7, 0.5, 0.7, 0.5],
      [0.2, 0.4, 0.2, 0.4],
    ],
  ],
])("every container has limits, of which none exceeds the group: %s", async (_, args, sizes) => {
  const { containers } = groupOf((await deploy(args)).registrations).inputs as {
    containers: { resources: Record<"requests" | "limits", { cpu: number; memoryInGB: number }> }[];
  };
  const given = containers.map(({ resources: { requests, limits } }) => [
    ...[requests.cpu, requests.memoryInGB],
    ...[limits.cpu, limits.memoryInGB],
  ]);
  expect(given).toEqual(sizes);
});

test.each([
  ["no mirror", {}, ["docker.io/library/caddy:2.11.4", "docker.io/library/buildpack-deps:trixie-curl"]],
  [
    "a mirror",
    { imageMirror: "contoso.azurecr.io/hub" },
    ["contoso.azurecr.io/hub/library/caddy:2.11.4", "contoso.azurecr.io/hub/library/buildpack-deps:trixie-curl"],
  ],
  [
    "a mirror that is known late",
    { imageMirror: pulumi.output("contoso.azurecr.io") },
    ["contoso.azurecr.io/library/caddy:2.11.4", "contoso.azurecr.io/library/buildpack-deps:trixie-curl"],
  ],
  [
    "images that are given beside a mirror",
    {
      imageMirror: "contoso.azurecr.io",
      gatewayImage: "a.io/caddy@sha256:" + "0".repeat(64),
      keys: { ...services["keys in a vault"]!.keys, sync: { image: "b.io/curl:1" } },
    },
    ["a.io/caddy@sha256:" + "0".repeat(64), "b.io/curl:1"],
  ],
])("where images come from: %s", async (_, more, images) => {
  const { registrations } = await deploy({ ...services["keys in a vault"]!, ...more });
  const { containers } = groupOf(registrations).inputs as { containers: { image: string }[] };
  expect([containers[0]?.image, containers[2]?.image]).toEqual(images);
});

test("identities that pull images are identities of the group", async () => {
  const { registrations } = await deploy(services.everything ?? smallest);
  expect(groupOf(registrations).inputs.identity).toEqual({
    type: "SystemAssigned, UserAssigned",
    userAssignedIdentities: [identityId],
  });
});

test("so are those that may use the customer's key", async () => {
  const { registrations } = await deploy(services["own identities"] ?? smallest);
  expect(groupOf(registrations).inputs.identity).toEqual({
    type: "UserAssigned",
    userAssignedIdentities: [identityId.replace("puller", "encrypter"), identityId],
  });
});

describe("outputs", () => {
  test.each([
    ["defaults", "http://20.1.2.3"],
    ["named address", "http://diabetes.westeurope.azurecontainer.io"],
    ["reusable address", "http://diabetes.a1b2.westeurope.azurecontainer.io"],
    ["certificate", "https://score.example.com"],
    ["automatic certificate", "https://score.example.com"],
    ["private", "http://20.1.2.3:8080"],
  ])("%s is reached at %s", async (name, base) => {
    const { result } = await deploy(services[name] ?? smallest);
    expect(await resolved(result.scoringUri)).toEqual({ known: true, secret: false, value: `${base}/score` });
    expect(await resolved(result.swaggerUri)).toEqual({ known: true, secret: false, value: `${base}/swagger.json` });
  });

  test.each([
    ["defaults", false],
    ["named address", true],
    ["reusable address", false],
    ["certificate", true],
    ["automatic certificate", true],
    ["private", false],
  ])("a preview of %s knows the address: %s", async (name, known) => {
    const { result } = await deploy(services[name] ?? smallest, true);
    expect(await resolved(result.scoringUri)).toMatchObject({ known, secret: false });
    expect(await resolved(result.swaggerUri)).toMatchObject({ known, secret: false });
    expect(await resolved(result.authMode)).toMatchObject({ known: true, secret: false });
  });

  test("an address outside the public cloud is read from the group", async () => {
    const { result } = await deploy({ ...smallest, ...services["named address"], location: "chinanorth3" }, true);
    expect(await resolved(result.scoringUri)).toMatchObject({ known: false });
  });

  test("keys are secret, and absent without authentication", async () => {
    const closed = (await deploy({ ...smallest, authEnabled: true })).result;
    expect(await resolved(closed.authMode)).toMatchObject({ value: "Key" });
    expect(await resolved(closed.primaryKey)).toEqual({ known: true, secret: true, value: "x".repeat(43) });
    expect(await resolved(closed.getKeys())).toMatchObject({ secret: true, value: { primaryKey: "x".repeat(43) } });

    const without = (await deploy(smallest)).result;
    expect(await resolved(without.authMode)).toMatchObject({ value: "None" });
    expect(await resolved(without.primaryKey)).toEqual({ known: true, secret: false, value: undefined });
    expect(await resolved(without.secondaryKey)).toEqual({ known: true, secret: false, value: undefined });
  });

  test("there is no token, and the error says what there is", async () => {
    const { result } = await deploy({ ...smallest, authEnabled: true });
    expect(() => result.getToken()).toThrow(
      "getToken: Container Instances has no token authentication; use getKeys, or deploy the model on an Azure ML online endpoint",
    );
  });

  test("the system-assigned identity's principal", async () => {
    const outputs = { [group]: { identity: { type: "SystemAssigned", principalId: "p" } } };
    const program = () => new AciWebservice("svc", { ...smallest, identity: { type: "SystemAssigned" } });
    const { result } = await runProgram(program, { outputs });
    expect(await resolved(result.principalId)).toMatchObject({ value: "p" });
  });
});

describe("warnings", () => {
  test.each([
    ["defaults", 'the service "svc" is public and open'],
    ["keys", 'the keys of "svc" cross the internet in clear text'],
  ])("%s", async (name, start) => {
    await deploy(services[name] ?? smallest);
    expect(log).toEqual([{ level: "warn", text: expect.stringContaining(start) as string }]);
  });

  test.each([false, true])("a file that the server takes for its settings (preview: %s)", async (preview) => {
    const sourceDirectory = fs.mkdtempSync(path.join(os.tmpdir(), "sources-"));
    fs.writeFileSync(path.join(sourceDirectory, "score.py"), "");
    fs.writeFileSync(path.join(sourceDirectory, "config.json"), "[]");
    await deploy({ ...smallest, subnetId, entryScript: "score.py", sourceDirectory }, preview);
    fs.rmSync(sourceDirectory, { recursive: true });
    const start = 'sourceDirectory: "config.json" is read by the inference server as settings of its own';
    expect(log).toEqual([{ level: "warn", text: expect.stringContaining(start) as string }]);
  });

  test.each(["certificate", "private"])("none for %s", async (name) => {
    await deploy(services[name] ?? smallest);
    expect(log).toEqual([]);
  });
});

function groupOf(registrations: Registration[]): Registration {
  const found = registrations.find((one) => one.type === group);
  if (found === undefined) {
    throw new Error("the program registered no container group");
  }
  return found;
}

function names(registration: Registration, property: string): string[] {
  return (registration.inputs[property] as { name: string }[]).map(({ name }) => name);
}
