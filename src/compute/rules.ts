import { ManagedIdentityType } from "../contract/managed-identity-type";
import * as azure from "../validation/azure-rules";
import { certificateMatches } from "../validation/certificate";
import { description, inOrder } from "../validation/common-rules";
import { managedIdentity } from "../validation/identity-rules";
import { certificates, privateKey } from "../validation/pem-rules";
import { notBeside, onlyInModes, onlyWith } from "../validation/relations";
import {
  choice,
  flag,
  type LeafRule,
  type MapRule,
  number,
  type ObjectRule,
  type Relation,
  text,
} from "../validation/rule";
import { computeDefaults } from "./defaults";
import { InferenceRouterServiceType } from "./enums";
import { retiredOnCompute, retiredOnTls } from "./retired";

/** The rules of `AksComputeTarget`: those of v1's attach configuration and of the Azure ML extension. */

/** Labels of nodes (kubernetes.io/docs/concepts/overview/working-with-objects/labels). */
const nodeSelector: MapRule = {
  kind: "map",
  key: text({
    pattern: /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/,
    atMost: 317,
    expected: "a label of Kubernetes, such as agentpool or kubernetes.azure.com/agentpool",
  }),
  value: text({
    empty: true,
    pattern: /^(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?$/,
    atMost: 63,
    expected: "the value of a label: at most 63 letters, digits, - _ and ., with a letter or digit first and last",
  }),
  atMost: 50,
};

const instanceTypeName = text({
  pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
  atMost: 63,
  expected:
    "the name of an instance type: 1 to 63 lower-case letters, digits, - and ., with a letter or digit first and last",
});

const cpuCores = number({ what: "number of CPU cores", from: 0.001, to: 2048 });
const memoryGb = number({ what: "number of GB", from: 0.001, to: 65_536 });

const instanceType: ObjectRule = {
  kind: "object",
  properties: {
    nodeSelector,
    cpuCores: { ...cpuCores, required: true },
    memoryGb: { ...memoryGb, required: true },
    cpuCoresLimit: cpuCores,
    memoryGbLimit: memoryGb,
    gpuCores: number({ what: "number of GPUs", from: 0, to: 64, integer: true }),
  },
  retired: { resources: "is not an input; use cpuCores, memoryGb, cpuCoresLimit, memoryGbLimit and gpuCores" },
  relations: [
    inOrder(["cpuCores", "cpuCoresLimit"], {}, "cpuCoresLimit"),
    inOrder(["memoryGb", "memoryGbLimit"], {}, "memoryGbLimit"),
  ],
};

const inferenceRouter: ObjectRule = {
  kind: "object",
  properties: {
    serviceType: choice(InferenceRouterServiceType, { plain: true }),
    highAvailability: flag({ plain: true }),
    internalLoadBalancer: flag({ plain: true }),
    nodeSelector: { ...nodeSelector, plain: true },
  },
  relations: [
    onlyInModes("internalLoadBalancer", "serviceType", [InferenceRouterServiceType.LoadBalancer], {
      byDefault: computeDefaults.inferenceRouter.serviceType,
      because: ", which has no load balancer",
      instead: 'or choose "LoadBalancer"',
    }),
  ],
};

const secretName = text({
  pattern: /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
  atMost: 253,
  expected:
    "the name of a Kubernetes secret: 1 to 253 lower-case letters, digits, - and ., with a letter or digit first and last",
});

const tls: ObjectRule = {
  kind: "object",
  properties: {
    cname: { ...azure.hostName, required: true },
    secretName,
    certificatePem: certificates("a certificate with its chain, without the private key,"),
    privateKeyPem: privateKey("the certificate's private key, without passphrase,"),
  },
  retired: retiredOnTls,
  relations: [
    notBeside("secretName", ["certificatePem", "privateKeyPem"], {
      instead: ": give the secret or the two, not both",
    }),
    {
      of: ["secretName", "certificatePem", "privateKeyPem"],
      presence: true,
      check: ([secret, certificate, key]) =>
        secret === undefined && (certificate === undefined || key === undefined)
          ? {
              path: certificate === undefined ? "certificatePem" : "privateKeyPem",
              reason:
                "is required, because not all of the certificate is there: give cname, certificatePem and privateKeyPem, or cname and secretName",
            }
          : undefined,
    },
    {
      of: ["privateKeyPem", "certificatePem", "cname"],
      check: (values, hidden) => {
        const problem = certificateMatches(values, hidden);
        return problem?.path === "hostname" ? { ...problem, path: "cname" } : problem;
      },
    },
  ],
};

/** Pods use one identity (how-to-attach-kubernetes-to-workspace). */
const identity: ObjectRule = {
  ...managedIdentity,
  properties: {
    ...managedIdentity.properties,
    type: choice(
      {
        SystemAssigned: ManagedIdentityType.SystemAssigned,
        UserAssigned: ManagedIdentityType.UserAssigned,
      },
      { required: true, plain: true, hint: "pods use one identity" },
    ),
  },
  relations: [
    ...(managedIdentity.relations ?? []),
    {
      of: ["userAssignedIdentityIds"],
      check: ([ids]) =>
        Array.isArray(ids) && ids.length > 1
          ? {
              path: "userAssignedIdentityIds",
              reason: `a list of ${ids.length} is not allowed, because Azure ML uses the first identity only: must be a list of 1; leave the others out`,
            }
          : undefined,
    },
  ],
};

const onlyWithExtension = (property: string): Relation =>
  onlyWith(property, ["installExtension"], {
    lack: "with installExtension: false",
    instead: "set it on the extension that is there, or let it be installed here",
    counts: (installExtension = computeDefaults.installExtension) => installExtension !== false,
  });

const computeName: LeafRule = text({
  pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
  atMost: 24,
  expected:
    "the name of a compute: 3 to 24 letters, digits and -, starting with a letter and not ending in - and digits",
  hint: "give computeName where the component's own name does not fit",
});

export const aksComputeTargetRule: ObjectRule = {
  kind: "object",
  properties: {
    resourceGroupName: { ...azure.resourceGroupName, required: true },
    workspaceName: { ...azure.workspaceName, required: true },
    location: azure.location,
    computeName,
    clusterId: {
      ...azure.resourceId("Microsoft.ContainerService/managedClusters"),
      required: true,
      hint: "a cluster of Azure Arc is attached with az ml compute attach, and its compute's id given to AksWebservice",
    },
    // v1's pattern.
    namespace: text({
      pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
      atMost: 63,
      expected:
        "the name of a Kubernetes namespace: 1 to 63 lower-case letters, digits and -, with a letter or digit first and last",
    }),
    instanceTypes: { kind: "map", plain: true, key: instanceTypeName, value: instanceType, atMost: 50 },
    defaultInstanceType: instanceTypeName,
    identity,
    installExtension: flag({ plain: true }),
    inferenceRouter,
    tls,
    description,
    tags: azure.tags,
  },
  retired: retiredOnCompute,
  relations: [onlyWithExtension("inferenceRouter"), onlyWithExtension("tls")],
};
