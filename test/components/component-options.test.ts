import * as fs from "node:fs";
import * as path from "node:path";

import {
  AciWebservice,
  AksComputeTarget,
  type AksDeploymentArgs,
  AksWebservice,
  ManagedWebservice,
} from "azureml-webservice";

import { identityReads, services } from "../support/aci-configurations";
import { type ProgramOptions, type Registration, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { aksConfigurations, managedConfigurations } from "./online-configurations";

const page = fs.readFileSync(path.join(__dirname, "..", "..", "docs", "component-options.md"), "utf8");

interface Row {
  readonly pattern: string;
  readonly type: string;
  readonly isProtected: boolean;
}

/** The children by the table below `protect`, one a row. */
const rows: Row[] = page
  .split("\n")
  .map((line) => /^\| (`.*`) +\| `(\w+)` +\| (yes|no) +\|/.exec(line))
  .filter((match) => match !== null)
  .flatMap(([, names = "", type = "", kept = ""]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, pattern = ""]) => ({ pattern, type, isProtected: kept === "yes" })),
  );

const matcher = (pattern: string) =>
  new RegExp(`^${pattern.replace("<name>", "svc").replace("<path>", ".+").replace(/<\w+>/g, "[a-z]+")}$`);

const workspace =
  "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml/providers/Microsoft.MachineLearningServices/workspaces/contoso";
const score = path.join(__dirname, "..", "engine", "fixtures", "online-webservice", "score");
const withLocalFiles: AksDeploymentArgs = {
  modelPath: path.join(score, "score.py"),
  sourceDirectory: score,
  entryScript: "score.py",
  image: "mcr.microsoft.com/azureml/tiny:1",
  numReplicas: 1,
};

const reads: ProgramOptions["reads"] = {
  ...identityReads,
  "azure-native:machinelearningservices:getWorkspace": { id: workspace, location: "westeurope" },
  "azure-native:machinelearningservices:getDatastore": {
    properties: { datastoreType: "AzureBlob", accountName: "contosoml", containerName: "azureml" },
  },
  "azure-native:machinelearningservices:getCompute": { location: "West Europe", properties: {} },
  "azure-native:containerservice:getManagedCluster": {
    location: "northeurope",
    agentPoolProfiles: [{ count: 3, vmSize: "Standard_D4s_v5" }],
  },
};

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

/** What the components register in any configuration, protected. */
async function allRegistrations(): Promise<Registration[]> {
  const options = { protect: true };
  const vaultId = `${workspace.split("/providers/")[0]}/providers/Microsoft.KeyVault/vaults/contoso`;
  const programs: (() => unknown)[] = [
    ...Object.values(services).map((args) => () => new AciWebservice("svc", args, options)),
    ...Object.values(aksConfigurations).map((args) => () => new AksWebservice("svc", args, options)),
    ...Object.values(managedConfigurations).map((args) => () => new ManagedWebservice("svc", args, options)),
    () =>
      new ManagedWebservice(
        "svc",
        { ...managedConfigurations.keys!, publicNetworkAccess: "Disabled", tags: { team: "ml" } },
        options,
      ),
    () =>
      new AksWebservice(
        "svc",
        {
          ...aksConfigurations.keys!,
          keys: { vault: { vaultId } },
          deployments: { blue: withLocalFiles },
          storage: { datastoreName: "workspaceblobstore" },
        },
        options,
      ),
    () =>
      new AksComputeTarget(
        "svc",
        {
          resourceGroupName: "ml",
          workspaceName: "contoso",
          clusterId: `${workspace.split("/providers/")[0]}/providers/Microsoft.ContainerService/managedClusters/blue`,
          tags: { team: "ml" },
        },
        options,
      ),
  ];
  const all: Registration[] = [];
  for (const program of programs) {
    const { registrations } = await runProgram(program, { reads, outputs: outputsOfAzure });
    all.push(...registrations);
  }
  return all;
}

const outputsOfAzure: ProgramOptions["outputs"] = {
  "random:index/randomId:RandomId": { hex: "0a1b2c3d" },
  "azure-native:storage:Blob": { url: "https://contosoml.blob.core.windows.net/azureml/file" },
  "azure-native:machinelearningservices:OnlineEndpoint": {
    properties: { scoringUri: "http://20.1.2.3:80/api/v1/endpoint/svc/score" },
    identity: { type: "SystemAssigned", principalId: "p" },
  },
};

describe("the table of docs/component-options.md", () => {
  let registered: Registration[];
  let components: Registration[];
  beforeAll(async () => {
    captureLog();
    const all = await allRegistrations();
    components = all.filter(({ parent }) => parent === undefined);
    registered = all.filter(({ parent }) => parent !== undefined);
  });

  const rowsOf = ({ name, type }: Registration) =>
    rows.filter((row) => matcher(row.pattern).test(name) && type.endsWith(`:${row.type}`));

  test("has each child that the components register, once", () => {
    const unclear = registered.filter((child) => rowsOf(child).length !== 1);
    expect([...new Set(unclear.map(({ name, type }) => `${type} ${name}`))]).toEqual([]);
  });

  test("has no child that is not there", () => {
    const unused = rows.filter((row) => !registered.some((child) => rowsOf(child).includes(row)));
    expect(unused).toEqual([]);
  });

  test("says what `protect: true` on the component keeps", () => {
    const wrong = registered.filter((child) => rowsOf(child)[0]?.isProtected !== child.options.protect);
    expect([...new Set(wrong.map(({ name }) => name))]).toEqual([]);
  });

  test("names the facts that policies see", () => {
    const facts = [...page.matchAll(/^\| `(A\w+|Managed\w+)` +\| (.*) \|$/gm)].map(([, component = "", list = ""]) => [
      component,
      [...list.matchAll(/`(\w+)`/g)].map(([, fact]) => fact).sort(),
    ]);
    const seen = new Map<string, Set<string>>();
    for (const { type, inputs } of components) {
      const component = type.split(":").at(-1) ?? "";
      seen.set(component, new Set([...(seen.get(component) ?? []), ...Object.keys(inputs)]));
    }
    const registeredFacts = [...seen].map(([component, names]) => [component, [...names].sort()]);
    expect(Object.fromEntries(registeredFacts)).toEqual(Object.fromEntries(facts));
  });

  test("speaks elsewhere only of children that it has", () => {
    const named = [...page.matchAll(/`(<name>-[^`]+)`/g)].map(([, name = ""]) => name);
    const slotted = (name: string) => ["primary", "secondary"].map((slot) => name.replace("<slot>", slot));
    const unknown = named.filter((name) =>
      slotted(name).some((one) => !rows.some(({ pattern }) => pattern === one || pattern === name)),
    );
    // Of `WebserviceKeys` used alone.
    expect([...new Set(unknown)]).toEqual(["<name>-rotation", "<name>-primary", "<name>-secondary"]);
  });
});
