import path from "node:path";
import type { Provider } from "../arm/provider";
import type { StoredServices } from "../arm/stored-resource";
import { Accounts } from "./accounts";
import { Azurite } from "./azurite";
import { storage } from "./routes";
import { removeShares, shareRoutes } from "./shares";

/** Storage accounts with their blobs, and the ways for others to their containers. */
export function createStorage({
  state,
  operations,
  principals,
  log,
}: StoredServices & { log: (line: string) => void }) {
  const azurite = new Azurite(path.join(state.folder, "storage"));
  const accounts = new Accounts(state.documents, operations, principals, azurite, (name) => removeShares(state, name));
  const blobs = storage(accounts);
  const provider: Provider = {
    ...blobs,
    routes: [...blobs.routes, ...shareRoutes(accounts, state)],
    resume: () => {
      accounts.serve().catch((error: Error) => log(`storage: ${error.message}`));
    },
    close: () => azurite.close(),
    deleteAll: (subscriptionId, resourceGroup) => accounts.deleteAll(subscriptionId, resourceGroup),
  };
  return {
    provider,
    blobAccountOf: (uri: string) => accounts.ofAddress(uri),
    blobContainers: {
      make: (accountId: string, container: string) => accounts.makeContainer(accountId, container),
      addressOf: (account: string, container: string) => accounts.addressOf(account, container),
    },
  };
}
