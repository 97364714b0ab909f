import { errors } from "jose";
import type { Caller } from "../arm/http";
import type { Access } from "../authorization/access";
import { owner } from "../entra/bearer";
import type { Entra } from "../entra/entra";
import { nameOf } from "../arm/resource-id";
import { VaultError } from "./errors";
import { vaultType, type VaultDocument } from "./model";

/** What a token for a vault must be made for; one of each cloud, without a slash at its end. */
const audiences = ["https://vault.azure.net", "https://vault.azure.cn", "https://vault.usgovcloudapi.net"];

/** A right on the data plane: how roles name it, and how access policies do. */
export interface Right {
  action: string;
  policy: string;
}

const right = (action: string, policy: string): Right => ({ action: `${vaultType}/secrets/${action}`, policy });

// Microsoft, "Azure built-in roles", data actions of Key Vault Secrets Officer; and "Assign a Key Vault access policy".
export const rights = {
  get: right("getSecret/action", "get"),
  list: right("readMetadata/action", "list"),
  set: right("setSecret/action", "set"),
  update: right("update/action", "set"),
  delete: right("delete", "delete"),
  getDeleted: right("readMetadata/action", "get"),
  recover: right("recover/action", "recover"),
  purge: right("purge/action", "purge"),
};

export interface VaultCaller extends Caller {
  issuer?: string;
}

/** Who asks a vault, and whether they may. */
export class DataAccess {
  constructor(
    private readonly entra: Entra,
    private readonly access: Access,
  ) {}

  async callerOf(authorization: string | undefined): Promise<VaultCaller> {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? "") ?? [];
    if (token === undefined) {
      throw this.unauthorized("AKV10000: Request is missing a Bearer or PoP token.");
    }
    if (!/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token)) {
      return owner;
    }
    let claims;
    try {
      claims = await this.entra.verify(token, audiences);
    } catch (error) {
      throw this.refusal(error as Error);
    }
    const { oid, appid, iss } = claims;
    if (iss === undefined || !this.entra.isOwnIssuer(iss) || typeof oid !== "string") {
      // unseen: the words
      throw this.unauthorized("AKV10032: Invalid issuer.");
    }
    return { principalId: oid, name: String(appid ?? oid), issuer: iss };
  }

  /** Refuses in the vault's words: by roles, or by access policies where the vault goes by them. */
  require(caller: VaultCaller, vault: VaultDocument, { action, policy }: Right, scope: string): void {
    if (caller.principalId === undefined) {
      return; // the Owner, who deploys
    }
    const who = `appid=${caller.name};oid=${caller.principalId};iss=${caller.issuer}`;
    const what = `${nameOf(vault.id)};location=${vault.location}`;
    if (!vault.properties.enableRbacAuthorization) {
      this.requirePolicy(caller.principalId, vault, policy, who, what);
      return;
    }
    if (!this.access.authorize(caller.principalId, action, scope, "dataAction")) {
      throw new VaultError(
        403,
        "Forbidden",
        "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role " +
          `definitions were changed recently, please observe propagation time.\r\nCaller: ${who}\r\nAction: ` +
          `'${action}'\r\nResource: '${scope.toLowerCase()}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\n` +
          `DecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: ${what}\r\n`,
        "ForbiddenByRbac",
      );
    }
  }

  private requirePolicy(
    principalId: string,
    { properties }: VaultDocument,
    policy: string,
    who: string,
    what: string,
  ): void {
    const given = properties.accessPolicies
      .filter(({ objectId }) => objectId.toLowerCase() === principalId.toLowerCase())
      .flatMap(({ permissions }) => permissions.secrets ?? [])
      .map((permission) => permission.toLowerCase());
    // Microsoft, specification of AccessPolicyEntry: `all` is everything but purge.
    if (!given.includes(policy) && !(given.includes("all") && policy !== "purge")) {
      throw new VaultError(
        403,
        "Forbidden",
        `The user, group or application '${who}' does not have secrets ${policy} permission on key vault '${what}'. ` +
          "For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287",
        "AccessDenied",
      );
    }
  }

  private refusal(error: Error): VaultError {
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
      return this.unauthorized(
        `AKV10022: Invalid audience. Expected ${audiences[0]}, found: ${String(error.payload.aud)}.`,
      );
    }
    // unseen: the words
    return this.unauthorized(
      error instanceof errors.JWTExpired
        ? "[TokenExpired] Error validating token: its lifetime is over."
        : "[BearerReadAccessTokenFailed] Error validating token.",
    );
  }

  // Where a token comes from and what it must be for: clients of Key Vault ask nobody else.
  private unauthorized(message: string): VaultError {
    const authority = this.entra.issuer.replace(/\/v2\.0$/, "");
    return new VaultError(401, "Unauthorized", message, undefined, {
      "www-authenticate": `Bearer authorization="${authority}", resource="${audiences[0]}"`,
    });
  }
}
