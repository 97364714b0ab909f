import type { Toolchain } from "./toolchain";
import type { Watch } from "./arm/exchange";
import type { Operations } from "./arm/operations";
import type { Provider } from "./arm/provider";
import type { Access } from "./authorization/access";
import { authorization } from "./authorization/routes";
import { resources } from "./arm/resource-group-routes";
import { subscriptions } from "./arm/subscription-routes";
import { ResourceGroups } from "./arm/resource-groups";
import { ContainerGroups } from "./groups/container-groups";
import type { Entra } from "./entra/entra";
import type { Principals } from "./entra/principals";
import { containerInstance } from "./groups/routes";
import type { MetadataHosts } from "./identities/metadata-hosts";
import { managedIdentities } from "./identities/provider";
import type { State } from "./state";
import { createStorage } from "./storage";
import { autoscaleSettings } from "./autoscale/routes";
import { clusterExtensions } from "./clusters/extensions";
import { clusters } from "./clusters/routes";
import type { FindAccount } from "./ml/assets/blobs";
import { machineLearningAssets } from "./ml/assets/routes";
import { onlineEndpoints } from "./ml/online/provider";
import type { Certificates } from "./tls/certificates";
import { keyVault } from "./vaults/provider";
import type { BlobContainers } from "./workspaces/own-datastore";
import { machineLearningWorkspaces } from "./workspaces/routes";

/** What every feature is made with. */
export interface Services {
  state: State;
  operations: Operations;
  /** Whoever local Entra knows, managed identities included. */
  principals: Principals;
  /** Signs and checks tokens. */
  entra: Entra;
  /** Who may do what, by role assignments. */
  access: Access;
  /** Python with the inference server, installed on first use. */
  toolchain: () => Promise<Toolchain>;
  /** The certificate of every listener with TLS, made on first use. */
  certificates: () => Promise<Certificates>;
  amlTokenSeconds: number;
  /** Whether a `keyValue` that `regenerateKeys` is sent becomes the key of an online endpoint. */
  takesKeyValue: boolean;
  /** How long after a group's start its identities begin to answer, and how long their tokens last. */
  identityStartMs: number;
  identityTokenSeconds: number;
  /** Looks on at the requests to every listener. */
  watch: Watch;
  /** The storage account that the address of a blob belongs to. */
  blobAccountOf: FindAccount;
  blobContainers: BlobContainers;
  log: (line: string) => void;
}

/** All that local Azure can do: a new feature is one more line here. */
export function createProviders(given: Omit<Services, "blobAccountOf" | "blobContainers">): {
  providers: Provider[];
  resourceGroups: ResourceGroups;
  metadataHosts: MetadataHosts;
} {
  const { state, operations } = given;
  const { identities, hosts: metadataHosts, provider: managedIdentity } = managedIdentities(given);
  const storage = createStorage(given);
  const { provider: storageProvider, ...blobs } = storage;
  const services: Services = { ...given, ...blobs };
  const resourceGroups: ResourceGroups = new ResourceGroups(state, operations, () => providers);
  const providers: Provider[] = [
    resources(resourceGroups, operations),
    subscriptions(state, given.access),
    containerInstance(new ContainerGroups({ ...services, identities, metadata: metadataHosts })),
    managedIdentity,
    keyVault(services),
    machineLearningWorkspaces(services),
    machineLearningAssets(services),
    onlineEndpoints(services),
    clusters(services),
    clusterExtensions(services),
    autoscaleSettings(services),
    storageProvider,
    authorization(state.documents, services.access, services.principals, () =>
      providers.flatMap(({ routes }) => routes),
    ),
  ];
  return { providers, resourceGroups, metadataHosts };
}
