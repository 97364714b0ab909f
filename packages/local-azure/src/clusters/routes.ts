import { resourceGroupPath, type Provider } from "../arm/provider";
import { anything, map, object, string } from "../arm/shape";
import { StoredResources, type StoredServices } from "../arm/stored-resource";
import { identityShape } from "../arm/tracked-resource";

export const clusterType = "Microsoft.ContainerService/managedClusters";
export const clusterPath = `${resourceGroupPath}/providers/${clusterType}/{cluster}` as const;

// A cluster stands for an id here: what is in it is let through.
const shape = object({
  location: string,
  tags: map(string),
  identity: identityShape,
  sku: object({ name: string, tier: string }),
  kind: string,
  extendedLocation: anything,
  properties: anything,
});

/** Kubernetes clusters, as much of them as an attachment needs: that they are there. */
export function clusters(services: StoredServices): Provider {
  const stored = new StoredResources(services, {
    pattern: clusterPath.replace("{cluster}", "{name}"),
    type: clusterType,
    namePattern: /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/,
    shape,
    longRunning: true,
    complete: (id, { properties }, before) => {
      const name = id.slice(id.lastIndexOf("/") + 1);
      const localAccounts = { disableLocalAccounts: false };
      return { dnsPrefix: name, fqdn: `${name}.local`, ...localAccounts, ...before?.properties, ...properties };
    },
  });
  return {
    namespace: "Microsoft.ContainerService",
    apiVersions: ["2023-10-01", "2024-05-01", "2024-09-01", "2025-05-01", "2025-09-01", "2025-10-01"],
    routes: stored.routes(),
  };
}
