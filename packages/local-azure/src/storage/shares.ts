import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { ArmResponse } from "../arm/http";
import { resourceGroupPath, route, type Route } from "../arm/provider";
import { anything, integer, map, object, oneOf, string } from "../arm/shape";
import { notFound } from "../arm/stored-resource";
import type { State } from "../state";
import { accountType, type Accounts } from "./accounts";
import { checkPart } from "./checks";

const shareType = `${accountType}/fileServices/shares`;
const share = `${resourceGroupPath}/providers/${accountType}/{account}/fileServices/default/shares/{share}` as const;

type Place = { subscriptionId: string; resourceGroup: string; account: string; share: string };

/** Shares of Azure Files as ARM knows them: a folder each, which container groups mount. */
export function shareRoutes(accounts: Accounts, state: State): Route[] {
  const folderOf = (p: Place) => {
    accounts.require(accountOf(p));
    return state.shareFolder(p.account, p.share);
  };
  return [
    route("PUT", share, `${shareType}/write`, (request, p) => {
      checkPart(p.share, request.body, shareShape);
      const folder = folderOf(p);
      const status = existsSync(folder) ? 200 : 201;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return { status, body: shareView(p) };
    }),
    route("GET", share, `${shareType}/read`, (_, p): ArmResponse => {
      if (!existsSync(folderOf(p))) {
        throw notFound(shareType, `${accountOf(p)}/${p.share}`);
      }
      return { status: 200, body: shareView(p) };
    }),
    route("DELETE", share, `${shareType}/delete`, (_, p) => {
      const folder = folderOf(p);
      const status = existsSync(folder) ? 200 : 204;
      rmSync(folder, { recursive: true, force: true });
      return { status };
    }),
  ];
}

/** Nothing of a deleted account may come back with a new one of its name. */
export function removeShares(state: State, account: string): void {
  rmSync(path.dirname(state.shareFolder(account, "any")), { recursive: true, force: true });
}

// The properties: learn.microsoft.com/rest/api/storagerp/file-shares/create.
const shareShape = object({
  properties: object({
    accessTier: oneOf("TransactionOptimized", "Hot", "Cool", "Premium"),
    enabledProtocols: oneOf("SMB", "NFS"),
    metadata: map(string),
    rootSquash: string,
    shareQuota: integer,
    signedIdentifiers: anything,
  }),
});

function shareView(p: Place) {
  return {
    id: `${accountOf(p)}/fileServices/default/shares/${p.share}`,
    name: p.share,
    type: shareType,
    // The default quota is that of large file shares off: 5 TiB, in GiB.
    properties: {
      accessTier: "TransactionOptimized",
      enabledProtocols: "SMB",
      shareQuota: 5120,
      leaseState: "Available",
    },
  };
}

function accountOf({ subscriptionId, resourceGroup, account }: Place): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${accountType}/${account}`;
}
