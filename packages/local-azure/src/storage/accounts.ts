import { randomBytes } from "node:crypto";
import { ArmError, badRequest } from "../arm/arm-error";
import type { ArmRequest, ArmResponse } from "../arm/http";
import { nameOf, parseId, sameId } from "../arm/resource-id";
import { anything, boolean, map, object, oneOf, string } from "../arm/shape";
import { notFound } from "../arm/stored-resource";
import {
  checkedBody,
  checkSameLocation,
  identityShape,
  trackedView,
  type TrackedResource,
} from "../arm/tracked-resource";
import type { Operations } from "../arm/operations";
import type { Documents } from "../documents";
import { tenantId, type Principals } from "../entra/principals";
import type { Azurite } from "./azurite";
import { BlobClient } from "./blob-client";

export const accountType = "Microsoft.Storage/storageAccounts";

export interface Account extends TrackedResource {
  keys: string[];
}

const accountShape = object(
  {
    location: string,
    tags: map(string),
    identity: identityShape,
    extendedLocation: anything,
    kind: oneOf("Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage"),
    sku: object({ name: string, tier: string }, ["name"]),
    properties: object({
      accessTier: oneOf("Hot", "Cool", "Premium", "Cold"),
      allowBlobPublicAccess: boolean,
      allowSharedKeyAccess: boolean,
      defaultToOAuthAuthentication: boolean,
      encryption: anything,
      isHnsEnabled: boolean,
      minimumTlsVersion: string,
      networkAcls: anything,
      publicNetworkAccess: oneOf("Enabled", "Disabled", "SecuredByPerimeter"),
      supportsHttpsTrafficOnly: boolean,
      // Read-only, and sent back by clients that have read them.
      provisioningState: string,
      primaryEndpoints: anything,
      primaryLocation: string,
      creationTime: string,
      statusOfPrimary: string,
    }),
  },
  ["kind", "sku"],
);

/** Storage accounts, with real blobs: what ARM says of them lies here, what is in them in Azurite. */
export class Accounts {
  constructor(
    private readonly documents: Documents,
    private readonly operations: Operations,
    private readonly principals: Principals,
    private readonly azurite: Azurite,
    private readonly removeShares: (account: string) => void,
  ) {
    operations.define(`${accountType}/write`, {
      run: async ({ target }) => {
        await this.serve();
        const account = this.documents.read<Account>(target);
        const properties = { ...account?.properties, provisioningState: "Succeeded" };
        const changed = this.documents.update<Account>(target, { properties });
        return changed && this.view(changed);
      },
      failed: ({ target }) => this.documents.remove(target),
    });
  }

  async put(request: ArmRequest, id: string): Promise<ArmResponse> {
    const name = nameOf(id);
    if (!/^[a-z0-9]{3,24}$/.test(name)) {
      throw badRequest(
        "AccountNameInvalid",
        `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in ` +
          "length and use numbers and lower-case letters only.",
      );
    }
    const sent = checkedBody(accountShape, request.body);
    const before = this.documents.read<Account>(id);
    checkSameLocation(before, sent.location);
    if (this.all().some((other) => nameOf(other.id) === name && !sameId(other.id, id))) {
      throw new ArmError(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`);
    }
    const account = this.documents.write<Account>({
      ...sent,
      ...this.identityOf(id, sent, before),
      id: before?.id ?? id,
      keys: before?.keys ?? [newKey(), newKey()],
      properties: {
        ...before?.properties,
        ...sent.properties,
        primaryEndpoints: { blob: `${await this.azurite.endpointOf(name)}/` },
        primaryLocation: sent.location,
        statusOfPrimary: "available",
        creationTime: before?.properties["creationTime"] ?? new Date().toISOString(),
        provisioningState: before ? "Succeeded" : "Creating",
      },
    });
    if (before) {
      return { status: 200, body: this.view(account) };
    }
    const { location } = account;
    const operation = this.operations.begin({ kind: `${accountType}/write`, target: id, location, request });
    return this.operations.accepted(request, operation, { style: "location", status: 202 });
  }

  get(id: string): ArmResponse {
    return { status: 200, body: this.view(this.require(id)) };
  }

  list(resourceGroupId: string): ArmResponse {
    const value = this.documents.list<Account>(resourceGroupId, `providers/${accountType}`);
    return { status: 200, body: { value: value.map((account) => this.view(account)) } };
  }

  keys(id: string): ArmResponse {
    const { keys, properties } = this.require(id);
    const creationTime = properties["creationTime"];
    const value = keys.map((value, index) => ({
      keyName: `key${index + 1}`,
      value,
      permissions: "FULL",
      creationTime,
    }));
    return { status: 200, body: { keys: value } };
  }

  async delete(id: string): Promise<ArmResponse> {
    const account = this.documents.read<Account>(id);
    if (account === undefined) {
      return { status: 204 };
    }
    await this.empty(account);
    this.documents.remove(id);
    return { status: 200 };
  }

  /** Nothing of a deleted account may come back with a new one of its name. */
  async deleteAll(subscriptionId: string, resourceGroup: string): Promise<boolean> {
    const inside = this.all().filter(({ id }) => {
      const at = parseId(id);
      return sameId(at.subscriptionId ?? "", subscriptionId) && sameId(at.resourceGroup ?? "", resourceGroup);
    });
    for (const account of inside) {
      await this.empty(account);
    }
    return true;
  }

  /** Azurite as the accounts need it: running when there is one. */
  async serve(): Promise<void> {
    const accounts = this.all();
    if (accounts.length > 0) {
      await this.azurite.serve(accounts.map(({ id, keys }) => `${nameOf(id)}:${keys.join(":")}`));
    }
  }

  require(id: string): Account {
    const account = this.documents.read<Account>(id);
    if (account === undefined) {
      throw notFound(accountType, id);
    }
    return account;
  }

  async blobsOf(account: Account): Promise<BlobClient> {
    const name = nameOf(account.id);
    return new BlobClient({ account: name, key: account.keys[0] ?? "", endpoint: await this.azurite.endpointOf(name) });
  }

  /** The account whose blobs an address belongs to, in the form that storage clients need. */
  async ofAddress(uri: string) {
    for (const { id, keys } of this.all()) {
      const account = nameOf(id);
      const endpoint = await this.azurite.endpointOf(account);
      if (uri === endpoint || uri.startsWith(`${endpoint}/`)) {
        return { account, key: keys[0] ?? "", endpoint };
      }
    }
    return undefined;
  }

  /** A container in an account, where the account is here. */
  async makeContainer(accountId: string, container: string): Promise<void> {
    const account = this.documents.read<Account>(accountId);
    if (account !== undefined) {
      await this.serve();
      await (await this.blobsOf(account)).createContainer(container);
    }
  }

  /** Where the blobs of a container are; names of accounts are unique. */
  async addressOf(account: string, container: string): Promise<string> {
    return `${await this.azurite.endpointOf(account)}/${container}`;
  }

  private all(): Account[] {
    return this.documents.ofType<Account>(accountType);
  }

  private async empty(account: Account): Promise<void> {
    this.removeShares(nameOf(account.id));
    await this.serve();
    const blobs = await this.blobsOf(account);
    for (const container of await blobs.containers()) {
      await blobs.deleteContainer(container);
    }
  }

  private view(account: Account) {
    return trackedView(account);
  }

  private identityOf(id: string, { identity }: Omit<TrackedResource, "id">, before: Account | undefined) {
    if (!identity?.type.startsWith("SystemAssigned")) {
      return {};
    }
    const principalId = before?.identity?.principalId ?? this.principals.createManagedIdentity(id).principalId;
    return { identity: { ...identity, principalId, tenantId } };
  }
}

function newKey(): string {
  return randomBytes(64).toString("base64");
}
