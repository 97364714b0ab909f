import type * as pulumi from "@pulumi/pulumi";

import type { AzureArgs } from "../azure/args";
import type { AciKeysArgs } from "../keys/args";
import type { DnsNameLabelScope, TlsMode } from "./enums";
import type {
  ApplicationInsightsArgs,
  CustomerManagedKeyArgs,
  ImageRegistryCredentialArgs,
  LogAnalyticsArgs,
  ManagedIdentityArgs,
} from "./group-args";
import type { ProbeArgs } from "./probe-args";

/**
 * A model served by one Azure container group. Names follow `AciWebservice.deploy_configuration` of Azure ML v1;
 * what a rule refuses is reported by the property's path with the value, what is allowed and the way out, all problems
 * at once and before any resource exists.
 */
export interface AciWebserviceArgs {
  // --- where ---

  /**
   * Required. The resource group of the container group: 1 to 90 letters (of any script), digits, `-`, `_`, `.`, `(`,
   * `)`, not ending in a dot.
   */
  resourceGroupName: pulumi.Input<string>;
  /**
   * Optional. An Azure region, such as `westeurope` or `West Europe`. Default: the resource group's. A change replaces
   * the group.
   */
  location?: pulumi.Input<string>;
  /**
   * Optional. The container group's name: 3 to 32 lower-case letters, digits and `-`, a letter first and no `-` last
   * (v1's rule), and no two `-` in a row, which Container Instances refuses. Default: the component's name. A change
   * replaces the group.
   */
  serviceName?: pulumi.Input<string>;
  /**
   * Optional. Tags of every resource that takes tags: at most 50, names of 1 to 512 characters without `<>%&\?/`,
   * values of at most 256. Default: none. A change may restart the containers; the component sees to it that it arrives.
   */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;

  // --- who may call ---

  /**
   * Optional. Whether callers need a key. Default: false, as Azure ML has it on Container Instances; a public service
   * without it gets a warning. A change restarts the containers; switching it off deletes the keys and forgets their
   * numbers.
   */
  authEnabled?: boolean;
  /**
   * Optional. Rotation and initial values of the two keys; only with `authEnabled`. Default: generated keys, kept in
   * the state. A rotation restarts the containers, unless `vault` names a key vault, from which a running group gets
   * new keys.
   */
  keys?: AciKeysArgs;
  /** Optional. Which web pages may call the service from a browser. Default: none. */
  cors?: CorsArgs;

  // --- what runs ---

  /**
   * Required. The image of the scoring container, by tag or digest (`name:tag`, `name@sha256:…`, `name:tag@sha256:…`).
   * With `entryScript`, one that carries `azureml-inference-server-http`,
   * such as Azure ML's inference images; without, any image that serves HTTP on `scoringPort`.
   */
  image: pulumi.Input<string>;
  /**
   * Optional. The v1-style entry script (`init()` and `run()`): the path of a file in `sourceDirectory`, from there, or,
   * without one, of a local file. The server is then started on the loopback address only, so that nobody reaches it
   * around the gateway. Default: the image starts its own server.
   */
  entryScript?: string;
  /**
   * Optional. A local folder of source files for the entry script, with its sub-folders and the files' executable bits;
   * hidden files and `__pycache__` are left out. With the model at most 10 MB, which must become an archive of at most
   * 700 kB. Default: none; `entryScript` is then the path of a local file.
   */
  sourceDirectory?: string;
  /**
   * Optional. A local folder with the model's files, which stand where `AZUREML_MODEL_DIR` says as they do in the folder:
   * `model/weights.bin` in it is `$AZUREML_MODEL_DIR/model/weights.bin`. It counts with `sourceDirectory`. Without
   * `entryScript` the files are mounted as they are: at most 700 kB, no sub-folders and no empty files. Larger models:
   * `modelShare`, or in the image. Default: no model, or one inside the image.
   */
  modelDirectory?: string;
  /**
   * Optional. An Azure Files share with the model's files, mounted read-only where `AZUREML_MODEL_DIR` says. Not with
   * `modelDirectory`. Default: none.
   */
  modelShare?: AzureFileShareArgs;
  /** Optional. The image's start command, 1 to 100 texts. Default: the image's own. Not with `entryScript`. */
  command?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Optional. Environment variables; readable in Azure by whoever may read the group, so no secrets. Names of letters,
   * digits and `_`, not starting with a digit; values of 1 to 100,000 characters. Those that the component sets itself
   * (such as `AZUREML_MODEL_DIR`) are refused. Default: none.
   */
  environmentVariables?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Optional. Environment variables that Azure never shows again; kept secret. The limits are those of
   * `environmentVariables`, and no name may be in both. Default: none.
   */
  secretEnvironmentVariables?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Optional. CPU cores of the scoring container, in tenths. All containers of the group together have 1 to 31. Default:
   * 1. A change replaces the group.
   */
  cpuCores?: pulumi.Input<number>;
  /**
   * Optional. Memory of the scoring container in GB, in tenths. All containers of the group together have 1 to 240.
   * Default: 1.5. A change replaces the group.
   */
  memoryGb?: pulumi.Input<number>;
  /**
   * Optional. How many processes of the inference server take requests, each one request at a time and with a model of
   * its own in memory, 1 to 100; only with `entryScript`. It is the server's variable `WORKER_COUNT`, which may be given
   * in its place, by the image too. Default: 1.
   */
  workerCount?: pulumi.Input<number>;
  /**
   * Optional. After how many seconds without a sign of life, such as in one request or in `init()`, a process of the
   * server is ended and started again, 1 to 86400, and at least 5 more than `scoringTimeoutMs`; only with `entryScript`.
   * It is the server's variable `WORKER_TIMEOUT`, which may be given in its place, by the image too. A lower value
   * brings back sooner what hangs, and cuts off slow uploads. Default: 300, or what `scoringTimeoutMs` and `bodyLimitMb`
   * need together.
   */
  workerTimeoutSeconds?: pulumi.Input<number>;
  /**
   * Optional. Whether the script is loaded once, before the server's processes part, which then share the memory; only
   * with `entryScript`. It is the server's variable `WORKER_PRELOAD`, which may be given in its place, by the image too.
   * Default: false.
   */
  workerPreload?: pulumi.Input<boolean>;
  /** Optional. When the scoring container is restarted. Default: with `entryScript` yes, otherwise never. */
  livenessProbe?: ProbeArgs;
  /** Optional. When the scoring container may get requests. Default: with `entryScript` yes, otherwise always. */
  readinessProbe?: ProbeArgs;
  /**
   * Optional. Credentials for private registries: at most 20, one per server. Default: none, so that images are pulled
   * from public registries only.
   */
  imageRegistryCredentials?: ImageRegistryCredentialArgs[];
  /** Optional. Managed identities of the group. Default: none. */
  identity?: ManagedIdentityArgs;

  // --- how it is reached ---

  /**
   * Optional. The public port, 1 to 65535 without those that the platform reserves. Default: 80, with TLS 443. Container
   * Instances maps no ports, so it must not be `scoringPort`; with automatic TLS 80 is taken.
   */
  port?: pulumi.Input<number>;
  /**
   * Optional. The port on which the scoring container listens, by the same rule, never reached from outside. Default:
   * 5001.
   */
  scoringPort?: pulumi.Input<number>;
  /**
   * Optional. The first part of the public address: 5 to 63 lower-case letters, digits and `-`, a letter first and no
   * `-` last. Not with `subnetId`. Default: an address without name.
   */
  dnsNameLabel?: pulumi.Input<string>;
  /**
   * Optional. Who may take over the label; only with one. Default: `TenantReuse`, which puts a hash into the address.
   */
  dnsNameLabelScope?: DnsNameLabelScope;
  /**
   * Optional. The resource id of a subnet delegated to container groups, which gives the group a private address.
   * Default: none; the address is public. A change replaces the group.
   */
  subnetId?: pulumi.Input<string>;
  /** Optional. Encryption between caller and gateway. Default: none. */
  tls?: TlsArgs;
  /** Optional. The largest request body in MB, 1 to 1000; above it callers get 413. Default: 100 (v1's limit). */
  bodyLimitMb?: pulumi.Input<number>;
  /**
   * Optional. The longest wait for a prediction in milliseconds, 100 to 3,600,000; then callers get 504. Default: 60000
   * (v1's).
   */
  scoringTimeoutMs?: pulumi.Input<number>;
  /**
   * Optional. The gateway's image: Caddy 2.11 or later, with `caddy` on its PATH. Container Instances starts it as the
   * user that it names; one that is not root must be able to read secret volumes and to listen on `port`. Default: the
   * official Caddy image, pinned.
   */
  gatewayImage?: pulumi.Input<string>;
  /**
   * Optional. A registry that holds the default images of the containers beside the model, under their paths on Docker
   * Hub: `contoso.azurecr.io` for `contoso.azurecr.io/library/caddy:…`, or with a path, such as
   * `contoso.azurecr.io/docker-hub`. It counts for what `gatewayImage` and `keys.sync.image` leave out; `image` names its
   * registry itself. A private one needs `imageRegistryCredentials`. Default: none, so that they come from Docker Hub,
   * which limits pulls.
   */
  imageMirror?: pulumi.Input<string>;
  /**
   * Optional. CPU cores that the gateway requests, in tenths from 0.1. It may use idle ones of the scoring container
   * besides. Default: 0.1. A change replaces the group.
   */
  gatewayCpuCores?: pulumi.Input<number>;
  /**
   * Optional. Memory that the gateway requests in GB, in tenths from 0.2. It may use twice as much for a while, where the
   * scoring container leaves that much free. Default: 0.3. A change replaces the group.
   */
  gatewayMemoryGb?: pulumi.Input<number>;

  // --- what watches and protects it ---

  /**
   * Optional. Sends the containers' output to a Log Analytics workspace. Default: none. A change replaces the group, that
   * of the workspace's key too.
   */
  logAnalytics?: LogAnalyticsArgs;
  /** Optional. Lets the inference server report requests and exceptions to Application Insights. Default: none. */
  applicationInsights?: ApplicationInsightsArgs;
  /**
   * Optional. Encrypts the group's data with a key of your own. Default: a key of Azure's. A change replaces the group.
   */
  customerManagedKey?: CustomerManagedKeyArgs;

  // --- how it gets to Azure ---

  /**
   * Optional. Which Azure to talk to, for what the component asks of it besides the provider: whether changed tags have
   * arrived. Default: the public cloud.
   */
  azure?: AzureArgs;
}

/** Calls from web pages of other origins. The preflight request gets its response before authentication, as browsers need. */
export interface CorsArgs {
  /**
   * Required. 1 to 100 origins as browsers send them, such as `https://app.example.com` (lower case, no path, no standard
   * port), or the single entry `*` for every origin.
   */
  allowedOrigins: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Optional. Further request headers that pages may send, 1 to 50 names of letters, digits and `-`. Default: none.
   * `Authorization` and `Content-Type` pages may always send.
   */
  allowedHeaders?: pulumi.Input<pulumi.Input<string>[]>;
  /** Optional. How long a browser may remember the response, in seconds, 0 to 86400. Default: 600. */
  maxAgeSeconds?: pulumi.Input<number>;
}

/** An Azure Files share that exists. Container Instances mounts it with the storage account's key. */
export interface AzureFileShareArgs {
  /** Required. The storage account's name: 3 to 24 lower-case letters and digits. */
  storageAccountName: pulumi.Input<string>;
  /** Required. The storage account's key; kept secret. */
  storageAccountKey: pulumi.Input<string>;
  /** Required. The share's name: 3 to 63 lower-case letters, digits and single `-`. */
  shareName: pulumi.Input<string>;
}

/** TLS at the gateway, version 1.2 and later. */
export interface TlsArgs {
  /** Required. Where the certificate comes from. */
  mode: TlsMode;
  /**
   * Conditional. The name in the certificate, no wildcard and no IP address, pointed at the group by your own CNAME
   * record. Required with `Certificate`, as in v1; with `Automatic` it may be left out when `dnsNameLabel` has the
   * scope `Unsecure` and `location` is given.
   */
  hostname?: pulumi.Input<string>;
  /** Conditional. The certificate, with its chain and without its key, as PEM; required with `Certificate`. */
  certificatePem?: pulumi.Input<string>;
  /** Conditional. The certificate's private key as PEM without passphrase; required with `Certificate`; kept secret. */
  privateKeyPem?: pulumi.Input<string>;
  /** Optional. With `Automatic`: the e-mail address to which the authority may write. Default: none. */
  email?: pulumi.Input<string>;
  /**
   * Optional. With `Automatic`: the ACME directory of the authority, an address that starts with `https://`. Required in
   * a subnet, which public authorities cannot reach. Default: Let's Encrypt, then ZeroSSL.
   */
  acmeDirectoryUrl?: pulumi.Input<string>;
  /**
   * Optional. With `acmeDirectoryUrl`: the root certificates that vouch for a private authority, as PEM. Default: the
   * system's.
   */
  acmeTrustedRootsPem?: pulumi.Input<string>;
  /**
   * Optional. With `acmeDirectoryUrl`: the port where the gateway answers the authority's HTTP-01 challenge and sends
   * other callers on to https, 1 to 65535. Public authorities call no other than 80; only a private one may. Default: 80.
   */
  httpPort?: pulumi.Input<number>;
  /**
   * Conditional. With `Automatic`, required: where certificates outlive a restart. Without it each restart would ask
   * the authority again and soon meet its limits.
   */
  storage?: AzureFileShareArgs;
  /** Optional. Opens the port for UDP too and offers HTTP/3. Default: false. */
  http3?: boolean;
}
