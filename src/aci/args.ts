import type * as pulumi from "@pulumi/pulumi";

import type { ManagedIdentityType } from "../contract/managed-identity-type";
import type { AciKeysArgs } from "../keys/args";
import type { DnsNameLabelScope, LogAnalyticsLogType, TlsMode } from "./enums";

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
   * values of at most 256. Default: none. A change is made without a restart.
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
   * Required. The image of the scoring container. With `entryScript`, one that carries `azureml-inference-server-http`,
   * such as Azure ML's inference images; without, any image that serves HTTP on `scoringPort`.
   */
  image: pulumi.Input<string>;
  /**
   * Optional. The v1-style entry script (`init()` and `run()`): the name of a file in `sourceDirectory`, or, without
   * one, the path of a local file. The server is then started on the loopback address only, so that nobody reaches it
   * around the gateway. Default: the image starts its own server.
   */
  entryScript?: string;
  /**
   * Optional. A local folder of source files for the entry script; with the model at most 2 MB. Sub-folders are refused
   * (a secret volume has none), hidden files and `__pycache__` left out. Default: none; `entryScript` is then the path
   * of a local file.
   */
  sourceDirectory?: string;
  /**
   * Optional. A local folder with the model's files, mounted where `AZUREML_MODEL_DIR` says: at most 2 MB in all, no
   * sub-folders. Larger models: `modelShare`, or in the image. Default: no model, or one inside the image.
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
   * Optional. CPU cores of the scoring container, 0.9 to 30.9, with `keys.vault` to 30.8. Default: 1. A change replaces
   * the group.
   */
  cpuCores?: pulumi.Input<number>;
  /**
   * Optional. Memory of the scoring container in GB, 0.9 to 239.9, with `keys.vault` to 239.8. Default: 1.5. A change
   * replaces the group.
   */
  memoryGb?: pulumi.Input<number>;
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
  /** Optional. The gateway's image, for registries that mirror it. Default: the official Caddy image, pinned. */
  gatewayImage?: pulumi.Input<string>;

  // --- what watches and protects it ---

  /**
   * Optional. Sends the containers' output to a Log Analytics workspace. Default: none. A change restarts the
   * containers.
   */
  logAnalytics?: LogAnalyticsArgs;
  /** Optional. Lets the inference server report requests and exceptions to Application Insights. Default: none. */
  applicationInsights?: ApplicationInsightsArgs;
  /**
   * Optional. Encrypts the group's data with a key of your own. Default: a key of Azure's. A change replaces the group.
   */
  customerManagedKey?: CustomerManagedKeyArgs;
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

/** A probe of the scoring container; the defaults are v1's. */
export interface ProbeArgs {
  /**
   * Optional. The path that is probed, such as `/v1/models/diabetes`: at most 256 characters of those that RFC 3986
   * allows in paths, without query. Default: `/`. Without `entryScript` it is
   * probed over the group's network, so the server must listen on all addresses.
   */
  path?: pulumi.Input<string>;
  /** Optional. Seconds before the first try, 0 to 86400. Default: 310 for liveness, 1 for readiness. */
  initialDelaySeconds?: pulumi.Input<number>;
  /** Optional. Seconds between tries, 1 to 86400. Default: 10. */
  periodSeconds?: pulumi.Input<number>;
  /** Optional. Seconds until a try has failed, 1 to 86400. Default: 2. */
  timeoutSeconds?: pulumi.Input<number>;
  /** Optional. Successes in a row that count, 1 to 1000. Default: 1. */
  successThreshold?: pulumi.Input<number>;
  /** Optional. Failures in a row that count, 1 to 1000. Default: 3. */
  failureThreshold?: pulumi.Input<number>;
}

/** Either `username` and `password`, or the `identity` with which to pull. */
export interface ImageRegistryCredentialArgs {
  /** Required. The registry's host name, with its port where it has one: such as `contoso.azurecr.io`. */
  server: pulumi.Input<string>;
  /** Conditional. The name to sign in with. Required with `password`, and without `identity`. */
  username?: pulumi.Input<string>;
  /** Conditional. The password to sign in with; kept secret. Required with `username`, and without `identity`. */
  password?: pulumi.Input<string>;
  /**
   * Conditional. The resource id of a user-assigned identity with AcrPull; it is added to the group's identities.
   * Required without `username` and `password`, and not allowed with them.
   */
  identity?: pulumi.Input<string>;
}

/** Managed identities of the container group. A change restarts the containers. */
export interface ManagedIdentityArgs {
  /** Required. Which kinds the group has. */
  type: ManagedIdentityType;
  /** Conditional. 1 to 100 resource ids; required when `type` names user-assigned identities, and only then. */
  userAssignedIdentityIds?: pulumi.Input<pulumi.Input<string>[]>;
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

/** A Log Analytics workspace. */
export interface LogAnalyticsArgs {
  /** Required. The workspace's id, a GUID (not its resource id). */
  workspaceId: pulumi.Input<string>;
  /** Required. The workspace's key; kept secret. */
  workspaceKey: pulumi.Input<string>;
  /** Optional. Azure's type of the logs. Default: `ContainerInsights`. */
  logType?: LogAnalyticsLogType;
}

/** Application Insights, read by `azureml-inference-server-http`. */
export interface ApplicationInsightsArgs {
  /** Required. The instrumentation key, a GUID; kept secret. */
  instrumentationKey: pulumi.Input<string>;
}

/** A key in Key Vault; all three parts, as in v1, and the identity that may use it where you have one. */
export interface CustomerManagedKeyArgs {
  /** Required. The vault's address, such as `https://contoso.vault.azure.net`. */
  vaultBaseUrl: pulumi.Input<string>;
  /** Required. The key's name: 1 to 127 letters, digits and `-`. */
  keyName: pulumi.Input<string>;
  /** Required. The key's version. */
  keyVersion: pulumi.Input<string>;
  /** Optional. The resource id of a user-assigned identity that may use the key. Default: Azure's own. */
  identity?: pulumi.Input<string>;
}
