import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import { load } from "js-yaml";

import { repository } from "@azureml-webservice/demo/build-package";
import { testCertificate } from "../support/certificate";
import { runProgram, type Registration } from "../support/program";
import { captureLog } from "../support/quiet";

const folder = path.join(repository, "examples");
const subscription = "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml/providers";
const workspace = `${subscription}/Microsoft.MachineLearningServices/workspaces/studio`;
const principal = "7c1f6471-1bf0-4dda-aec3-cb9272f09590";

const given = {
  resourceGroup: "ml",
  workspace: "studio",
  image: "contoso.azurecr.io/sklearn:1",
};
const onCluster = { ...given, computeId: `${workspace}/computes/cluster` };
const clusterId = `${subscription}/Microsoft.ContainerService/managedClusters/cluster`;

interface Example {
  /** What has no default. */
  readonly required: Record<string, string>;
  /** Another configuration, in which other resources exist. */
  readonly variant: Record<string, string>;
  /** Everything but the children of components, with the variant's in addition. */
  readonly top: string[];
  /** What the variant does not have of it. */
  readonly plainTop?: string[];
  readonly added: string[];
}

const examples: Record<string, Example> = {
  "aci-key-auth": {
    required: { image: given.image },
    variant: { dnsNameLabel: "contoso" },
    top: ["AciWebservice diabetes", "ResourceGroup diabetes"],
    added: [],
  },
  "aci-tls": {
    required: { image: given.image, dnsNameLabel: "contoso" },
    variant: {
      tlsMode: "Certificate",
      hostname: "score.example.com",
      certificate: testCertificate.certificatePem,
      privateKey: testCertificate.privateKeyPem,
    },
    top: ["AciWebservice diabetes", "ResourceGroup diabetes"],
    plainTop: ["FileShare certificates", "StorageAccount diabetes"],
    added: [],
  },
  "aks-compute-target": {
    required: { ...given, clusterId },
    variant: { tlsCname: "models.contoso.com", tlsSecret: "certificate" },
    top: ["AksComputeTarget inference", "AksWebservice diabetes"],
    added: [],
  },
  "aks-key-auth": {
    required: onCluster,
    variant: { greenTraffic: "10" },
    top: ["AksWebservice diabetes"],
    added: ["OnlineDeployment diabetes-deployment-green"],
  },
  "aks-token-auth": {
    required: onCluster,
    variant: { callers: JSON.stringify({ batch: principal }) },
    top: ["AksWebservice diabetes"],
    added: ["RoleAssignment diabetes-token-access-batch"],
  },
  "key-rotation": {
    required: {
      image: given.image,
      vaultId: `${subscription}/Microsoft.KeyVault/vaults/contoso-keys`,
      storageAccount: "contoso",
      storageKey: "a2V5".repeat(22),
      dnsNameLabel: "contoso",
    },
    variant: { callers: JSON.stringify({ batch: principal }) },
    top: ["AciWebservice diabetes", "ResourceGroup diabetes"],
    added: ["RoleAssignment diabetes-caller-batch"],
  },
  "managed-entra-auth": {
    required: given,
    variant: { callers: JSON.stringify({ portal: principal }) },
    top: ["ManagedWebservice diabetes"],
    added: ["RoleAssignment diabetes-scoring-portal"],
  },
};

const names = Object.keys(examples);

interface Project {
  readonly name: string;
  readonly description: string;
  readonly config: Record<string, { description?: string; type?: string; default?: unknown }>;
}

const fileOf = (name: string, file: string) => fs.readFileSync(path.join(folder, name, file), "utf8");
const projectOf = (name: string) => load(fileOf(name, "Pulumi.yaml")) as Project;

test("no example is left out here", () => {
  expect(fs.readdirSync(folder).sort()).toEqual(names);
});

describe.each(names)("%s", (name) => {
  const { required, variant, top, plainTop = [], added } = examples[name] as Example;
  const project = projectOf(name);
  const source = fileOf(name, "index.ts");

  test("describes exactly the configuration that its program reads", () => {
    const read = [...source.matchAll(/\bconfig\.(?:get|require)\w*(?:<[^(]*>)?\("(\w+)"\)/g)].map(([, key]) => key);
    expect(Object.keys(project.config).sort()).toEqual([...new Set(read)].sort());
    const undescribed = Object.entries(project.config).filter(([, entry]) => !entry.description || !entry.type);
    expect(undescribed).toEqual([]);
  });

  test("has defaults for everything but what nobody can guess", () => {
    const open = Object.entries(project.config).filter(([, entry]) => entry.default === undefined);
    expect(open.map(([key]) => key).sort()).toEqual(Object.keys(required).sort());
  });

  test("is named in one way, and names the packages that it imports", () => {
    const { dependencies, ...manifest } = JSON.parse(fileOf(name, "package.json")) as {
      dependencies: Record<string, string>;
    };
    expect(manifest).toEqual({ name, private: true, main: "index.ts" });
    expect(project.name).toBe(name);
    const caller = path.join(repository, "examples", name, "caller");
    const callers = fs.existsSync(caller) ? fs.readdirSync(caller).filter((file) => file.endsWith(".ts")) : [];
    const sources = [source, ...callers.map((file) => fileOf(name, path.join("caller", file)))].join("\n");
    const imported = [...sources.matchAll(/from "((?:@[^/"]+\/)?[^/"]+)/g)].map(([, found]) => found!);
    const packages = new Set(imported.filter((found) => !found.startsWith("node:")));
    expect(Object.keys(dependencies).sort()).toEqual([...packages].sort());
  });

  test("reads like a page", () => {
    expect(source.split("\n").length).toBeLessThanOrEqual(60);
  });

  describe.each([
    ["a preview", true],
    ["an update", false],
  ])("in %s", (_, preview) => {
    test("deploys", async () => {
      expect(topOf(await deploy(name, required, preview))).toEqual([...top, ...plainTop].sort());
    });

    test("deploys its variant", async () => {
      const [plain, more] = [
        await deploy(name, required, preview),
        await deploy(name, { ...required, ...variant }, preview),
      ];
      const before = plain.map(shown);
      const fresh = more.map(shown).filter((one) => !before.includes(one));
      expect(fresh).toEqual(expect.arrayContaining(added));
      expect(topOf(more)).toEqual(top);
    });
  });
});

const shown = ({ type, name }: Registration) => `${type.split(":").pop()} ${name}`;

function topOf(registrations: Registration[]): string[] {
  return registrations
    .filter(({ parent, type }) => type !== "pulumi:pulumi:Stack" && [undefined, "project-stack"].includes(parent))
    .map(shown)
    .sort();
}

const reads = {
  "azure-native:storage:listStorageAccountKeys": { keys: [{ keyName: "key1", value: "a2V5".repeat(22) }] },
  "azure-native:machinelearningservices:getWorkspace": { id: workspace, location: "westeurope" },
  "azure-native:machinelearningservices:getDatastore": {
    properties: { datastoreType: "AzureBlob", accountName: "studiofiles", containerName: "code" },
  },
  "azure-native:machinelearningservices:getCompute": { location: "westeurope" },
  "azure-native:containerservice:getManagedCluster": { id: clusterId, location: "westeurope" },
};

/** What the provider itself fills in, from its own configuration. */
const known = { "azure-native:resources:ResourceGroup": { location: "westeurope" } };

/** What only Azure knows, once something exists. */
const outputs = {
  "azure-native:resources:ResourceGroup": { name: "diabetes", location: "westeurope" },
  "azure-native:containerinstance:ContainerGroup": { ipAddress: { ip: "20.1.2.3" } },
  "azure-native:storage:StorageAccount": { name: "diabetes1f2e" },
  "azure-native:storage:FileShare": { name: "certificates1f2e" },
  "azure-native:storage:Blob": ({ blobName }: Record<string, unknown>) => ({
    url: `https://studiofiles.blob.core.windows.net/code/${String(blobName)}`,
  }),
  "azure-native:machinelearningservices:OnlineEndpoint": ({ properties }: Record<string, unknown>) => ({
    properties: {
      ...(properties as object),
      scoringUri: "http://20.1.2.3/score",
      swaggerUri: "http://20.1.2.3/swagger",
    },
    identity: { principalId: principal },
  }),
};

const ids = { "azure-native:machinelearningservices:Compute": `${workspace}/computes/inference` };

let home: string;
let copy: string;

beforeEach(() => {
  captureLog();
  home = process.cwd();
  // Inside the repository, where the copy finds its packages; each copy is a module of its own, which runs afresh.
  fs.mkdirSync(path.join(repository, ".local-azure"), { recursive: true });
  copy = fs.mkdtempSync(path.join(repository, ".local-azure", "example-"));
});
afterEach(() => {
  process.chdir(home);
  fs.rmSync(copy, { recursive: true, force: true });
  jest.restoreAllMocks();
});

/** A copy of the example, run where its own files and a model stand. */
async function deploy(name: string, given: Record<string, string>, preview: boolean): Promise<Registration[]> {
  const target = fs.mkdtempSync(path.join(copy, name));
  const isOwn = (file: string) => path.basename(file) !== "model";
  fs.cpSync(path.join(folder, name), target, { recursive: true, filter: isOwn });
  const models = [...fileOf(name, "index.ts").matchAll(/"(model\/[^"]+)"/g)].map(([, file]) => String(file));
  for (const file of models.length > 0 ? models : ["model/model.joblib"]) {
    fs.mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    fs.writeFileSync(path.join(target, file), "a model");
  }
  process.chdir(target);
  const defaults = Object.entries(projectOf(name).config).filter(([, entry]) => entry.default !== undefined);
  const texts = defaults.map(([key, entry]): [string, string] => {
    const value = entry.default;
    return [key, typeof value === "object" ? JSON.stringify(value) : String(value)];
  });
  const config = Object.entries({ ...Object.fromEntries(texts), ...given });
  pulumi.runtime.setAllConfig(Object.fromEntries(config.map(([key, value]) => [`project:${key}`, value])));
  const program = () => jest.requireActual<object>(path.join(target, "index.ts"));
  return (await runProgram(program, { preview, reads, ids, outputs: preview ? known : outputs })).registrations;
}
