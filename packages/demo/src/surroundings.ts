import type { LocalAzureControl, NewPrincipal } from "@azureml-webservice/local-azure/control";
import type { WorkspacePlan } from "@azureml-webservice/deploy-harness/testing/prepared-workspace";
import type { Arm } from "./arm";

/** Configuration of an example's program. */
export type Config = Record<string, string>;

/** A service's name and what its certificate needs. */
export interface Certified {
  /** A file with the root certificate that callers and the deploying program have to trust, and its content. */
  readonly trusted?: string;
  readonly root?: string;
  readonly hostname: string;
  /** The configuration of a program with an automatic certificate. */
  readonly config: Config;
  /** The name and port without TLS. */
  readonly plainUri: string;
}

/** What tokens for secrets are issued for. */
export const vaultAudience = "https://vault.azure.net";

/** A key vault, which is looked into as its owner. */
export interface Vault {
  readonly id: string;
  /** What a program is told of it. */
  readonly location: { readonly vaultId: string; readonly vaultUri: string };
  /** The certificate to trust for its address, where the system does not. */
  readonly authority?: string;
  /** The value of a secret; nothing where there is none by that address. */
  value(uri: string): Promise<string | undefined>;
}

/** A workspace, and the configuration that names it. */
export interface GivenWorkspace {
  readonly config: Config;
  readonly clusterId: () => string;
  readonly computeId: () => string;
}

/** What a scenario finds around its service, made as a person would have made it with `az`. */
export interface Surroundings {
  /** What only local Azure can do, such as make a token that has expired. */
  readonly control?: LocalAzureControl;
  /** The image, the place and the ports of a service on Container Instances, `port` with TLS or without. */
  containers(tls?: "tls"): Promise<Config>;
  certified(): Promise<Certified>;
  /** A certificate and its key for the same name, as one that is bought; with what callers have to trust for it. */
  boughtCertificate(automatic: Certified): Promise<{ readonly config: Config; readonly trusted?: string }>;
  /** The share that keeps certificates. */
  share(): Promise<Config>;
  vault(): Promise<Vault>;
  workspace(plan?: WorkspacePlan): Promise<GivenWorkspace>;
  /** An application of Microsoft Entra. */
  principal(name: string): Promise<NewPrincipal>;
  /** A token as the application gets it: by its client credentials. */
  entraToken(who: NewPrincipal, scope: string): Promise<string>;
  /** The same for a person who goes on with a kept service: as long as can be had. */
  longToken(who: NewPrincipal, audience: string): Promise<{ readonly token: string; readonly expires: number }>;
  /** Azure Resource Manager, asked as whoever deploys. */
  readonly arm: Arm;
}
