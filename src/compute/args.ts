import type * as pulumi from "@pulumi/pulumi";

import type { ManagedIdentityType } from "../contract/managed-identity-type";
import type { InferenceRouterServiceType } from "./enums";

/**
 * An AKS cluster as a compute target of an Azure ML workspace: where v1 had `AksCompute.attach`. What a rule refuses is
 * reported by the property's path with the value, what is allowed and the way out, all problems at once and before any
 * resource exists.
 */
export interface AksComputeTargetArgs {
  // --- where ---

  /** Required. The resource group of the workspace. */
  resourceGroupName: pulumi.Input<string>;
  /** Required. The Azure ML workspace: 3 to 33 letters, digits, `-` and `_`, starting with a letter or digit. */
  workspaceName: pulumi.Input<string>;
  /** Optional. The region of the attachment. Default: the workspace's. A change replaces it. */
  location?: pulumi.Input<string>;
  /**
   * Optional. The compute's name in the workspace: 3 to 24 letters, digits and `-`, starting with a letter and not ending
   * in `-` and digits (pattern of the API, 2025-12-01). Default: the component's name. A change replaces the attachment.
   */
  computeName?: pulumi.Input<string>;

  // --- what ---

  /**
   * Required. The AKS cluster's resource id; in the workspace's subscription, with a managed identity. A cluster with a
   * service principal, or of another subscription, is refused (how-to-deploy-kubernetes-extension). A change replaces
   * the attachment.
   */
  clusterId: pulumi.Input<string>;
  /**
   * Optional. The Kubernetes namespace in which models run, 1 to 63 lower-case letters, digits and `-`. It must exist:
   * nothing creates it. Default: `default`. A change replaces the attachment.
   */
  namespace?: pulumi.Input<string>;
  /**
   * Optional. Sizes for deployments by their names: at most 50, each name of 1 to 63 lower-case letters, digits, `-` and
   * `.`. Default: `defaultinstancetype` alone, which Azure ML brings (at least 0.1 CPU and 2 GB, at most 2 CPUs and 2 GB).
   */
  instanceTypes?: Record<string, ComputeInstanceTypeArgs>;
  /** Optional. The instance type of deployments that name none. Default: `defaultinstancetype`. */
  defaultInstanceType?: pulumi.Input<string>;
  /**
   * Optional. The identity with which pods pull images and read storage: give it AcrPull on the registry and Storage
   * Blob Data Reader on the workspace's storage. Default: a system-assigned one.
   */
  identity?: ComputeIdentityArgs;

  // --- Azure ML in the cluster ---

  /**
   * Optional. Whether to install the Azure ML extension in the cluster. Default: true. A cluster has it once: with false
   * it must be there, with inference enabled.
   */
  installExtension?: boolean;
  /** Optional. The router in front of the models; only with the extension. Default: the default of each part. */
  inferenceRouter?: InferenceRouterArgs;
  /**
   * Optional. TLS at the router, version 1.2 and later; only with the extension. Default: none, so that keys and tokens
   * cross the network in clear: for private networks and trials.
   */
  tls?: ComputeTlsArgs;

  // --- what describes it ---

  /** Optional. A text for those who read the compute in Azure, at most 5000 characters. Default: none. */
  description?: pulumi.Input<string>;
  /**
   * Optional. Tags of the compute: at most 50, names of 1 to 512 characters without `<>%&\?/`, values of at most 256.
   * Default: none.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** What a replica gets when its deployment says no more than this type's name. */
export interface ComputeInstanceTypeArgs {
  /** Optional. Labels of the nodes that it may run on, at most 50. Default: any node. */
  nodeSelector?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Required. CPU cores that a replica is sure to have, 0.001 to 2048. */
  cpuCores: pulumi.Input<number>;
  /** Required. Memory in GB (of 1024 MB) that a replica is sure to have, 0.001 to 65536. */
  memoryGb: pulumi.Input<number>;
  /** Optional. CPU cores that a replica may use at most, no fewer than `cpuCores`. Default: `cpuCores`. */
  cpuCoresLimit?: pulumi.Input<number>;
  /** Optional. Memory in GB that a replica may use at most, no less than `memoryGb`. Default: `memoryGb`. */
  memoryGbLimit?: pulumi.Input<number>;
  /** Optional. NVIDIA GPUs of a replica, 0 to 64. Default: 0. */
  gpuCores?: pulumi.Input<number>;
}

/** The managed identity of the compute. A change is made in place. */
export interface ComputeIdentityArgs {
  /** Required. Which kind it is: `SystemAssigned` or `UserAssigned`. */
  type: ManagedIdentityType;
  /** Conditional. One resource id: Azure ML uses no second one. Required with `UserAssigned`, and only then. */
  userAssignedIdentityIds?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Azure ML's router, `azureml-fe`. A change of service type or load balancer breaks the endpoints that run: they have to
 * be created again (how-to-secure-kubernetes-online-endpoint), and the preview says so.
 */
export interface InferenceRouterArgs {
  /** Optional. How callers reach the router. Default: `LoadBalancer`. */
  serviceType?: InferenceRouterServiceType;
  /**
   * Optional. Whether three routers on three nodes, which the cluster must have, take the place of one (v1's `FastProd`
   * and `DevTest`). Default: true.
   */
  highAvailability?: boolean;
  /**
   * Optional. Whether the address is a private one in the cluster's network instead of a public one (v1's
   * `load_balancer_type`); only with `LoadBalancer`. Default: false.
   */
  internalLoadBalancer?: boolean;
  /** Optional. Labels of the nodes that Azure ML's own pods and the models may run on, at most 50. Default: any node. */
  nodeSelector?: Record<string, pulumi.Input<string>>;
}

/** A certificate for the router: a secret in the cluster, or PEM. A change of `cname` breaks the endpoints that run. */
export interface ComputeTlsArgs {
  /** Required. The name in the certificate, pointed at the router's address by a DNS record of your own (v1's `ssl_cname`). */
  cname: pulumi.Input<string>;
  /**
   * Conditional. The Kubernetes secret in the namespace `azureml` with `cert.pem` and `key.pem`. Required without
   * `certificatePem` and `privateKeyPem`, and not allowed with them.
   */
  secretName?: pulumi.Input<string>;
  /**
   * Conditional. The certificate, with its chain and without its key, as PEM. Required without `secretName`, and not
   * allowed with it.
   */
  certificatePem?: pulumi.Input<string>;
  /**
   * Conditional. The certificate's private key as PEM without passphrase; kept secret. Required without `secretName`,
   * and not allowed with it.
   */
  privateKeyPem?: pulumi.Input<string>;
}
