import type { Provider } from "../arm/provider";
import type { Services } from "../providers";
import { Identities } from "./identities";
import { MetadataHosts } from "./metadata-hosts";
import { TokenRequests } from "./token-requests";

type Needed = Pick<
  Services,
  "state" | "principals" | "entra" | "certificates" | "watch" | "identityStartMs" | "identityTokenSeconds"
>;

/** User-assigned identities, and the metadata services that give the containers of groups their tokens. */
export function managedIdentities(services: Needed): {
  identities: Identities;
  hosts: MetadataHosts;
  provider: Provider;
} {
  const { state, principals, entra, certificates, watch, identityStartMs, identityTokenSeconds } = services;
  const identities = new Identities(state.documents, principals);
  const hosts = new MetadataHosts({
    folder: state.folder,
    tokens: new TokenRequests(identities, entra, identityTokenSeconds),
    certificates,
    watch,
    startMs: identityStartMs,
  });
  return { identities, hosts, provider: { ...identities.provider(), close: () => hosts.closeAll() } };
}
