import type * as pulumi from "@pulumi/pulumi";

import type { DataCollectionRollingRate, PublicNetworkAccess } from "../contract/azure-enums";

/** What deployments on both kinds of online endpoints have. */
export interface OnlineDeploymentArgs {
  // --- what runs ---

  /**
   * Optional. A model that is registered: the resource id of its version in a workspace or registry, or its
   * `azureml://` address. Not with `modelPath`. Default: no model, or one inside the image.
   */
  modelId?: pulumi.Input<string>;
  /**
   * Optional. A local file or folder with the model, uploaded and registered as a version of its own whenever its
   * content changes: at most 1000 files and 1 GB, hidden files and `__pycache__` left out. A folder with a file
   * `MLmodel` is registered as an MLflow model, anything else as a custom one; for a Triton model without an image of
   * yours register it yourself and give `modelId`. Not with `modelId`. Default: none.
   */
  modelPath?: string;
  /**
   * Optional. Where the model's files stand in the container, such as `/var/models`; only with a model. Default: Azure
   * ML's own place. Either way the container reads it in `AZUREML_MODEL_DIR`.
   */
  modelMountPath?: pulumi.Input<string>;
  /**
   * Conditional. An environment that is registered: the resource id of its version in a workspace or registry, or its
   * `azureml://` address. Either this or `image` is required, unless the model is an MLflow or Triton model without code,
   * for which Azure ML brings the environment.
   */
  environmentId?: pulumi.Input<string>;
  /**
   * Conditional. A container image, registered as an environment. Either this or `environmentId` is required, by the
   * rule given there, and never both.
   */
  image?: pulumi.Input<string>;
  /**
   * Optional. A local conda file (YAML, at most 1 MB), with which Azure ML builds upon `image`. Default: none; `image`
   * is used as it is.
   */
  condaFile?: string;
  /** Optional. Where a server of your own in `image` listens. Default: Azure ML's inference server. */
  inferenceConfig?: InferenceConfigArgs;
  /**
   * Optional. Code that is registered: the resource id of its version in a workspace or registry, or its `azureml://`
   * address. Not with `sourceDirectory`. Default: none. A change replaces the deployment.
   */
  codeId?: pulumi.Input<string>;
  /**
   * Optional. A local folder with the entry script and what it imports, uploaded and registered whenever its content
   * changes, by the limits of `modelPath`. Default: none. A change replaces the deployment.
   */
  sourceDirectory?: string;
  /**
   * Conditional. The v1-style entry script (`init()` and `run()`): its path inside the code, such as `score.py` or
   * `src/score.py`. Required with `codeId` or `sourceDirectory`, and only with them.
   */
  entryScript?: string;
  /**
   * Optional. Environment variables; readable in Azure by whoever may read the deployment, so no secrets. Names of
   * letters, digits, `_`, `-` and `.`, not starting with a digit. Default: none.
   */
  environmentVariables?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  // --- how it serves ---

  /**
   * Optional. How many requests one replica or instance works on at a time, 1 or more. Default: 1 (v1's
   * `replica_max_concurrent_requests`).
   */
  maxConcurrentRequests?: pulumi.Input<number>;
  /** Optional. When a container is restarted. Default: Azure ML's own probe. */
  livenessProbe?: OnlineProbeArgs;
  /** Optional. When a container may get requests. Default: Azure ML's own probe. */
  readinessProbe?: OnlineProbeArgs;
  /** Optional. Until when the other probes wait for a model that loads slowly. Default: none. */
  startupProbe?: OnlineProbeArgs;

  // --- what watches it ---

  /** Optional. Whether the deployment reports to the workspace's Application Insights. Default: false. */
  appInsightsEnabled?: pulumi.Input<boolean>;
  /** Optional. Keeps the requests to the model and its responses (v1's `collect_model_data`). Default: nothing. */
  dataCollection?: DataCollectionArgs;
  /** Optional. A text for those who read the deployment in Azure, at most 5000 characters. Default: none. */
  description?: pulumi.Input<string>;
  /** Optional. Tags of this deployment, added to the service's; by the same limits. Default: the service's alone. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Optional. Properties of the deployment. Azure ML adds them, but never removes or alters one. Default: none. */
  properties?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** One version of a service on Kubernetes. Replicas are pods; Azure ML's own router scales them, no other may. */
export interface AksDeploymentArgs extends OnlineDeploymentArgs {
  /**
   * Optional. The name of an instance type of the compute, 1 to 63 lower-case letters, digits, `-` and `.`. Default:
   * `defaultinstancetype`. A change replaces the deployment.
   */
  instanceType?: pulumi.Input<string>;
  /**
   * Optional. A fixed number of replicas, 1 or more. Not with `autoscale` (v1's rule). Default: none; `autoscale`
   * decides.
   */
  numReplicas?: pulumi.Input<number>;
  /**
   * Optional. Lets the number of replicas follow the load. Default: on, without `numReplicas` (v1's rule). Where neither
   * is given, an update that would change the live numbers is refused, with what to write to keep them.
   */
  autoscale?: AksAutoscaleArgs;
  /**
   * Optional. CPU cores that a replica is sure to have, 0.001 to 2048, counted in thousandths. Default: the instance
   * type's; 0.1 (v1's) when any other of these sizes is given.
   */
  cpuCores?: pulumi.Input<number>;
  /**
   * Optional. Memory in GB (of 1024 MB) that a replica is sure to have, 0.001 to 65536. Default: the instance type's;
   * 0.5 (v1's) when any other of these sizes is given. An MLflow model without code needs 2 cores and 4 GB.
   */
  memoryGb?: pulumi.Input<number>;
  /** Optional. CPU cores that a replica may use at most, no fewer than `cpuCores`. Default: the instance type's. */
  cpuCoresLimit?: pulumi.Input<number>;
  /** Optional. Memory in GB that a replica may use at most, no less than `memoryGb`. Default: the instance type's. */
  memoryGbLimit?: pulumi.Input<number>;
  /** Optional. GPUs of a replica, 0 to 64. Default: the instance type's. */
  gpuCores?: pulumi.Input<number>;
  /**
   * Optional. The longest wait for a prediction in milliseconds, 1 to 300,000 (how-to-manage-quotas); above 150,000 with
   * a warning, because Azure was seen to refuse it. Default: 60000 (v1's).
   */
  scoringTimeoutMs?: pulumi.Input<number>;
  /**
   * Optional. How long a request may wait for a free replica, in milliseconds, 1 to 300,000; then callers get 503.
   * Default: 500 (v1's `max_request_wait_time`).
   */
  maxRequestWaitMs?: pulumi.Input<number>;
}

/** One version of a service on managed computers. */
export interface ManagedDeploymentArgs extends OnlineDeploymentArgs {
  /** Required. The size of the computers, such as `Standard_DS3_v2`. A change replaces the deployment. */
  instanceType: pulumi.Input<string>;
  /**
   * Optional. A fixed number of computers, 1 to 50 (how-to-manage-quotas). Not with `autoscale`. Default: 1 for a new
   * deployment; later the number that is live, which the preview shows and no update changes.
   */
  instanceCount?: pulumi.Input<number>;
  /** Optional. Lets the number of computers follow the load, by a setting of Azure Monitor. Default: off. */
  autoscale?: ManagedAutoscaleArgs;
  /**
   * Optional. The longest wait for a prediction in milliseconds, 1 to 180,000 (how-to-manage-quotas). Default: 60000
   * (v1's).
   */
  scoringTimeoutMs?: pulumi.Input<number>;
  /**
   * Optional. Whether the deployment may reach out over the public network. Default: `Enabled`. For workspaces without a
   * managed virtual network, which decides in its place.
   */
  egressPublicNetworkAccess?: pulumi.Input<PublicNetworkAccess>;
}

/** The routes of a server of your own. */
export interface InferenceConfigArgs {
  /** Required. Requested to find out whether the container lives. */
  livenessRoute: RouteArgs;
  /** Required. Requested to find out whether the container may get requests. */
  readinessRoute: RouteArgs;
  /** Required. Where requests for predictions go. */
  scoringRoute: RouteArgs;
}

/** A path on a port of the container. */
export interface RouteArgs {
  /**
   * Required. The path, such as `/v1/models/diabetes:predict`: at most 256 characters of those that RFC 3986 allows in
   * paths, without query.
   */
  path: pulumi.Input<string>;
  /** Required. The port, 1 to 65535. */
  port: pulumi.Input<number>;
}

/** A probe of the container; left-out values are Azure ML's. */
export interface OnlineProbeArgs {
  /** Optional. Seconds before the first try, 1 to 86400. Default: 10. */
  initialDelaySeconds?: pulumi.Input<number>;
  /** Optional. Seconds between tries, 1 to 86400. Default: 10. */
  periodSeconds?: pulumi.Input<number>;
  /** Optional. Seconds until a try has failed, 1 to 86400. Default: 2. */
  timeoutSeconds?: pulumi.Input<number>;
  /** Optional. Successes in a row that count, 1 to 1000. Default: 1. */
  successThreshold?: pulumi.Input<number>;
  /** Optional. Failures in a row that count, 1 to 1000. Default: 30. */
  failureThreshold?: pulumi.Input<number>;
}

/** Scaling by Azure ML's router on the cluster; the defaults are v1's. */
export interface AksAutoscaleArgs {
  /** Optional. The fewest replicas, 1 or more, no more than `maxReplicas`. Default: 1. */
  minReplicas?: pulumi.Input<number>;
  /** Optional. The most replicas, 1 or more. Default: 10. */
  maxReplicas?: pulumi.Input<number>;
  /** Optional. Seconds between two looks at the load, 1 to 86400. Default: 1. */
  refreshSeconds?: pulumi.Input<number>;
  /** Optional. How busy replicas should be in percent (busy and queued requests), 1 to 100. Default: 70. */
  targetUtilization?: pulumi.Input<number>;
}

/** Scaling by Azure Monitor, which asks for the average load of the computers' CPUs. */
export interface ManagedAutoscaleArgs {
  /** Required. The fewest computers, 1 to 50, no more than `maxInstances`. */
  minInstances: pulumi.Input<number>;
  /** Required. The most computers, 1 to 50. */
  maxInstances: pulumi.Input<number>;
  /** Optional. How busy the CPUs should be in percent, 1 to 100. Default: 70. */
  targetCpuUtilization?: pulumi.Input<number>;
}

/** What is kept of requests and responses, in the workspace's storage. */
export interface DataCollectionArgs {
  /**
   * Required. What to keep, by the collections' names: 1 to 10 names of letters, digits, `-` and `_`. `model_inputs` and
   * `model_outputs` are written by the entry script, `request` and `response` by the endpoint.
   */
  collections: Record<string, DataCollectionItemArgs>;
  /** Optional. Request headers to keep along, at most 50. Default: none. */
  captureHeaders?: pulumi.Input<pulumi.Input<string>[]>;
  /** Optional. How often a new file starts. Default: `Hour`. */
  rollingRate?: pulumi.Input<DataCollectionRollingRate>;
}

/** One collection. */
export interface DataCollectionItemArgs {
  /** Optional. Whether this collection is kept. Default: true. */
  enabled?: pulumi.Input<boolean>;
  /** Optional. The part of the requests that is kept, above 0 up to 1. Default: 1. */
  samplingRate?: pulumi.Input<number>;
  /** Optional. The client id of the user-assigned identity with which to write, a GUID. Default: the endpoint's own. */
  clientId?: pulumi.Input<string>;
  /** Optional. The resource id of the version of the data asset under which the data is found. Default: a new one. */
  dataId?: pulumi.Input<string>;
}
