import type { ClusterFacts, NodePool } from "../azure/cluster-region";
import type { Problem } from "../validation/problem";
import { computeDefaults } from "./defaults";

export interface Needs {
  /** The router's replicas stand on as many nodes; without the extension nothing is known of it. */
  readonly highAvailability: boolean;
}

export interface ClusterFindings {
  readonly problems: Problem[];
  readonly warnings: string[];
}

const routerReplicas = 3;
const fewestCpus = 4;

/** Holds a cluster against what Azure ML needs (how-to-deploy-kubernetes-extension, limitations and prerequisites). */
export function checkCluster(facts: ClusterFacts, needs: Needs): ClusterFindings {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const servicePrincipal = facts.servicePrincipalProfile?.clientId;
  // AKS writes "msi" there for clusters with a managed identity.
  if (servicePrincipal !== undefined && servicePrincipal !== "" && servicePrincipal.toLowerCase() !== "msi") {
    problems.push({
      path: "clusterId",
      reason:
        "is a cluster with a service principal: must be one with a managed identity, or Azure ML cannot use it; change the cluster to a managed identity and create its node pools again, or give another cluster",
    });
  }
  const nodes = mostNodes(facts);
  const { highAvailability: isDefault } = computeDefaults.inferenceRouter;
  if (needs.highAvailability && nodes !== undefined && nodes < routerReplicas) {
    problems.push({
      path: "inferenceRouter.highAvailability",
      reason: `true${isDefault ? ", its default," : ""} is not allowed with a cluster of at most ${nodes} Linux ${nodes === 1 ? "node" : "nodes"}: must be false, because the three routers need a node each; or add nodes`,
    });
  }
  if (facts.disableLocalAccounts === true) {
    warnings.push(
      "local accounts of the cluster are disabled: Azure ML needs them, except where the workspace has Trusted Access to the cluster (public cloud only); the attachment may fail",
    );
  }
  if (facts.powerState?.code === "Stopped") {
    warnings.push("the cluster is stopped: neither extension nor attachment can be changed before it runs");
  }
  const cpus = mostCpus(facts);
  if (cpus !== undefined && cpus < fewestCpus) {
    warnings.push(
      `the cluster has at most ${cpus} CPU cores: for production Azure ML asks for ${fewestCpus} cores and 14 GB of memory or more`,
    );
  }
  return { problems, warnings };
}

/** Pods of Azure ML run on Linux. An automatic scaler counts with what it may grow to. */
function linuxPools({ agentPoolProfiles }: ClusterFacts): readonly NodePool[] | undefined {
  return agentPoolProfiles?.filter(({ osType }) => osType !== "Windows");
}

function mostNodes(facts: ClusterFacts): number | undefined {
  return linuxPools(facts)?.reduce((sum, pool) => sum + nodesOf(pool), 0);
}

function nodesOf({ count = 0, enableAutoScaling, maxCount = 0 }: NodePool): number {
  return enableAutoScaling ? Math.max(count, maxCount) : count;
}

function mostCpus(facts: ClusterFacts): number | undefined {
  let sum = 0;
  for (const pool of linuxPools(facts) ?? []) {
    const cpus = cpusOf(pool.vmSize ?? "");
    if (cpus === undefined) {
      return undefined;
    }
    sum += cpus * nodesOf(pool);
  }
  return sum === 0 ? undefined : sum;
}

/** The sizes named before names gave the number of cores. */
const oldSizes: Readonly<Record<string, number>> = {
  "1": 1,
  "2": 2,
  "3": 4,
  "4": 8,
  "5": 16,
  "11": 2,
  "12": 4,
  "13": 8,
  "14": 16,
  "15": 20,
};

/** The cores of a size, where its name says them (learn.microsoft.com/azure/virtual-machines/vm-naming-conventions). */
export function cpusOf(vmSize: string): number | undefined {
  const old = /^Standard_DS?(\d+)_v2(?:_Promo)?$/i.exec(vmSize)?.[1];
  if (old !== undefined) {
    return oldSizes[old];
  }
  // A constrained size says its own number after that of the size it is made of: E8-4s.
  const named = /^Standard_[A-Z]+(\d+)(?:-(\d+))?[a-z]*_v[2-9]$/i.exec(vmSize);
  const cores = named?.[2] ?? named?.[1];
  return cores === undefined ? undefined : Number(cores);
}
