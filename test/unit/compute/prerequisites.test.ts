import type { ClusterFacts } from "../../../src/azure/cluster-region";
import { cpusOf, checkCluster } from "../../../src/compute/prerequisites";

const good: ClusterFacts = {
  servicePrincipalProfile: { clientId: "msi" },
  powerState: { code: "Running" },
  agentPoolProfiles: [{ count: 3, vmSize: "Standard_D4s_v5", osType: "Linux" }],
};
const available = { highAvailability: true };

const servicePrincipal =
  "clusterId: is a cluster with a service principal: must be one with a managed identity, or Azure ML cannot use it; change the cluster to a managed identity and create its node pools again, or give another cluster";
const nodes = (count: string) =>
  `inferenceRouter.highAvailability: true, its default, is not allowed with a cluster of at most ${count}: must be false, because the three routers need a node each; or add nodes`;
const localAccounts =
  "local accounts of the cluster are disabled: Azure ML needs them, except where the workspace has Trusted Access to the cluster (public cloud only); the attachment may fail";
const stopped = "the cluster is stopped: neither extension nor attachment can be changed before it runs";
const small = (cpus: number) =>
  `the cluster has at most ${cpus} CPU cores: for production Azure ML asks for 4 cores and 14 GB of memory or more`;

const pool = (count: number, more: object = {}) => ({ agentPoolProfiles: [{ count, vmSize: "other", ...more }] });

test.each<[string, ClusterFacts, string[], string[]]>([
  ["one as it should be", {}, [], []],
  ["a service principal", { servicePrincipalProfile: { clientId: "0b1f6471" } }, [servicePrincipal], []],
  ["a managed identity, in capitals", { servicePrincipalProfile: { clientId: "MSI" } }, [], []],
  ["no word on a service principal", { servicePrincipalProfile: {} }, [], []],
  ["one node", pool(1), [nodes("1 Linux node")], []],
  ["two nodes", pool(2), [nodes("2 Linux nodes")], []],
  ["nodes of Windows, which do not count", pool(5, { osType: "Windows" }), [nodes("0 Linux nodes")], []],
  ["two nodes that may become five", pool(2, { enableAutoScaling: true, maxCount: 5 }), [], []],
  ["a maximum without scaler", pool(2, { enableAutoScaling: false, maxCount: 5 }), [nodes("2 Linux nodes")], []],
  ["no word on nodes", { agentPoolProfiles: undefined }, [], []],
  ["disabled local accounts", { disableLocalAccounts: true }, [], [localAccounts]],
  ["a stopped cluster", { powerState: { code: "Stopped" } }, [], [stopped]],
  ["three cores in all", pool(3, { vmSize: "Standard_D1_v2" }), [], [small(3)]],
  ["four cores in all", pool(4, { vmSize: "Standard_D1_v2" }), [], []],
])("a cluster with %s", (_, facts, problems, warnings) => {
  const judged = checkCluster({ ...good, ...facts }, available);
  expect(judged.problems.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(problems);
  expect(judged.warnings).toEqual(warnings);
});

test("without high availability one node is enough", () => {
  expect(checkCluster({ ...good, ...pool(1) }, { highAvailability: false }).problems).toEqual([]);
});

test.each([
  ["Standard_D4s_v5", 4],
  ["Standard_DS3_v2", 4],
  ["Standard_D11_v2_Promo", 2],
  ["Standard_E8-4s_v3", 4],
  ["Standard_F72s_v2", 72],
  ["Standard_NC24ads_A100_v4", undefined],
  ["Standard_B2ms", undefined],
  ["Standard_DS99_v2", undefined],
])("the cores of %s: %s", (size, cores) => expect(cpusOf(size)).toBe(cores));
