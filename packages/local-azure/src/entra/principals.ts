import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Document, Documents } from "../documents";

/** The one tenant of local Azure. */
export const tenantId = "5eed1ab5-0000-4000-8000-10ca1a22e700";

export const principalTypes = ["ServicePrincipal", "User", "Group"] as const;
export type PrincipalType = (typeof principalTypes)[number];

export interface Principal extends Document {
  name: string;
  /** The object id: what role assignments and the `oid` of tokens name. */
  principalId: string;
  clientId: string;
  type: PrincipalType;
  /** Absent for managed identities, which have none. */
  clientSecret?: string;
}

const parent = "/entra";

/** Who local Entra knows: service principals, and the identities of resources. */
export class Principals {
  constructor(private readonly documents: Documents) {}

  create(name: string, type: PrincipalType = "ServicePrincipal"): Required<Principal> {
    return this.write(name, type, randomBytes(24).toString("base64url"));
  }

  /** The identity of a resource, new with each creation as on Azure. */
  createManagedIdentity(resourceId: string): Principal {
    return this.write(resourceId, "ServicePrincipal", undefined);
  }

  find(principalId: string): Principal | undefined {
    return this.documents.read(`${parent}/principals/${principalId}`);
  }

  byClientId(clientId: string): Principal | undefined {
    return this.documents.list<Principal>(parent, "principals").find((principal) => principal.clientId === clientId);
  }

  private write<Secret extends string | undefined>(name: string, type: PrincipalType, clientSecret: Secret) {
    const principalId = randomUUID();
    const id = `${parent}/principals/${principalId}`;
    return this.documents.write({ id, name, principalId, clientId: randomUUID(), type, clientSecret });
  }
}

export function hasSecret(principal: Principal, secret: string): boolean {
  const [known, given] = [principal.clientSecret ?? "", secret].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  return known.length > 0 && known.length === given.length && timingSafeEqual(known, given);
}
