import { resourceGroupPath, route, subscriptionPath, type Provider } from "../arm/provider";
import { resourceGroupId } from "../state";
import type { Services } from "../providers";
import { ArmSecrets } from "./arm-secrets";
import { DataAccess } from "./data-access";
import { DataPlane } from "./data-plane";
import { DeletedVaults } from "./deleted-vaults";
import { PortListeners } from "./listeners";
import { vaultType } from "./model";
import { Secrets } from "./secrets";
import { Vaults } from "./vaults";

const namespace = "Microsoft.KeyVault";
const list = `${resourceGroupPath}/providers/${vaultType}` as const;
const vault = `${list}/{name}` as const;
const secrets = `${vault}/secrets` as const;
const secret = `${secrets}/{secret}` as const;
const deleted = `${subscriptionPath}/providers/${namespace}/locations/{location}/deletedVaults/{name}` as const;

type Place = { subscriptionId: string; resourceGroup: string };

/** Key Vault: vaults and their secrets in Azure Resource Manager, and the data plane of each vault. */
export function keyVault(services: Services): Provider {
  const { state, certificates, entra, access, watch } = services;
  const { documents } = state;
  const store = new Secrets(documents);
  const listeners = new PortListeners({
    dataPlane: new DataPlane(store, new DataAccess(entra, access)),
    certificates,
    watch,
    vaultAt: (port) => vaults.all().find((candidate) => candidate.port === port),
  });
  const deletedVaults = new DeletedVaults(documents);
  const vaults: Vaults = new Vaults(documents, deletedVaults, listeners);
  const armSecrets = new ArmSecrets(store);
  const idOf = (p: Place & { name: string }) => `${groupOf(p)}/providers/${vaultType}/${p.name}`;
  const vaultOf = (p: Place & { name: string }) => vaults.require(idOf(p));
  return {
    namespace,
    // 2024-11-01 is what azure-native 3 sends, 2026-02-01 what @azure/arm-keyvault 5 does, 2026-05-15 what
    // azure-mgmt-keyvault 14 does.
    apiVersions: ["2023-07-01", "2024-11-01", "2025-05-01", "2026-02-01", "2026-05-15"],
    routes: [
      route("PUT", vault, `${vaultType}/write`, (request, p) => vaults.put(request, idOf(p))),
      route("PATCH", vault, `${vaultType}/write`, (request, p) => vaults.patch(request, idOf(p))),
      route("GET", vault, `${vaultType}/read`, (_, p) => vaults.get(idOf(p))),
      route("DELETE", vault, `${vaultType}/delete`, (_, p) => vaults.delete(idOf(p))),
      route("GET", list, `${vaultType}/read`, (_, p) => vaults.list(groupOf(p))),
      route("GET", `${subscriptionPath}/providers/${vaultType}`, `${vaultType}/read`, (_, p) =>
        vaults.inSubscription(p.subscriptionId),
      ),
      route("PUT", secret, `${vaultType}/secrets/write`, (request, p) => armSecrets.put(request, vaultOf(p), p.secret)),
      route("PATCH", secret, `${vaultType}/secrets/write`, (request, p) =>
        armSecrets.patch(request, vaultOf(p), p.secret),
      ),
      route("GET", secret, `${vaultType}/secrets/read`, (_, p) => armSecrets.get(vaultOf(p), p.secret)),
      route("GET", secrets, `${vaultType}/secrets/read`, (_, p) => armSecrets.list(vaultOf(p))),
      route(
        "GET",
        `${subscriptionPath}/providers/${namespace}/deletedVaults`,
        `${namespace}/deletedVaults/read`,
        (_, p) => deletedVaults.list(p.subscriptionId),
      ),
      route("GET", deleted, `${namespace}/locations/deletedVaults/read`, (_, p) =>
        deletedVaults.get(p.subscriptionId, p.location, p.name),
      ),
      route("POST", `${deleted}/purge`, `${namespace}/locations/deletedVaults/purge/action`, (_, p) =>
        deletedVaults.purge(p.subscriptionId, p.location, p.name),
      ),
    ],
    start: async () => {
      await Promise.all(vaults.all().map((known) => listeners.reopen(known)));
    },
    close: () => listeners.closeAll(),
    deleteAll: (subscriptionId, resourceGroup) => vaults.deleteAll(subscriptionId, resourceGroup),
  };
}

function groupOf({ subscriptionId, resourceGroup }: Place): string {
  return resourceGroupId(subscriptionId, resourceGroup);
}
