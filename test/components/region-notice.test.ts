import { AksWebservice } from "azureml-webservice";

import { type ProgramOptions, runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { aksConfigurations } from "./online-configurations";

const getWorkspace = "azure-native:machinelearningservices:getWorkspace";
const getCompute = "azure-native:machinelearningservices:getCompute";
const getCluster = "azure-native:containerservice:getManagedCluster";
const id = "/subscriptions/12345678-1234-1234-1234-123456789abc/resourceGroups/ml";
const resourceId = `${id}/providers/Microsoft.ContainerService/managedClusters/blue`;
const workspace = { [getWorkspace]: { id, location: "westeurope" } };
const compute = (computeLocation?: string) => ({ location: "westeurope", properties: { resourceId, computeLocation } });

let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
});
afterEach(() => jest.restoreAllMocks());

const deploy = (reads: ProgramOptions["reads"], preview: boolean) =>
  runProgram(() => new AksWebservice("svc", aksConfigurations.tokens!), { preview, reads });

describe.each([false, true])("preview: %s", (preview) => {
  test("a cluster in another region than the workspace gets a warning with the reason", async () => {
    await deploy({ ...workspace, [getCompute]: compute("westeurope"), [getCluster]: { location: "eastus" } }, preview);
    expect(log).toEqual([
      {
        level: "warn",
        text: "the workspace \"contoso\" is in westeurope, its compute in eastus: tokens come from the workspace's region, so each fetch crosses regions, and callers get no new tokens while that region is down; use a workspace in the cluster's region where callers depend on tokens",
      },
    ]);
  });

  test.each<[string, NonNullable<ProgramOptions["reads"]>, number]>([
    ["the same region", { [getCompute]: compute(), [getCluster]: { location: "westeurope" } }, 0],
    ["the same region by its other name", { [getCompute]: compute(), [getCluster]: { location: "West Europe" } }, 0],
    ["a cluster that cannot be read, elsewhere", { [getCompute]: compute("eastus") }, 1],
    ["a cluster that cannot be read, of no known region", { [getCompute]: compute() }, 0],
    ["a compute that cannot be read", {}, 0],
    ["a compute of which nothing is said", { [getCompute]: {} }, 0],
  ])("%s", async (_, reads, warnings) => {
    const { registrations } = await deploy({ ...workspace, ...reads }, preview);
    expect(log).toHaveLength(warnings);
    expect(registrations.map(({ name }) => name)).toContain("svc-endpoint");
  });

  test("several services on one cluster say it once, and once more in the next program", async () => {
    const reads = { ...workspace, [getCompute]: compute("eastus") };
    const several = () =>
      runProgram(
        () =>
          ["first", "second"].map(
            (name) => new AksWebservice(name, { ...aksConfigurations.tokens!, endpointName: name }),
          ),
        { preview, reads },
      );
    await several();
    expect(log).toHaveLength(1);
    await several();
    expect(log).toHaveLength(2);
  });
});
