import type { ArmResponse } from "../arm/http";
import type { Place } from "../arm/exchange";
import { sameId } from "../arm/resource-id";
import { isKnownResource } from "../entra/endpoints";
import type { Entra } from "../entra/entra";
import type { GroupDocument } from "../state";
import type { Identities } from "./identities";

const path = "metadata/identity/oauth2/token";

/** One of the identities that a group has. */
interface Assigned {
  /** The ARM id; absent for the system-assigned one. */
  id?: string;
  principalId: string;
  clientId: string;
}

/**
 * Answers a request for a token as the instance metadata service does (Microsoft, "How to use managed identities for
 * Azure resources on an Azure VM to acquire an access token").
 */
export class TokenRequests {
  constructor(
    private readonly identities: Identities,
    private readonly entra: Entra,
    private readonly tokenSeconds: number,
  ) {}

  async answer(group: GroupDocument, { method, segments, query }: Place, metadata: unknown): Promise<ArmResponse> {
    if (segments.join("/").toLowerCase() !== path) {
      return { status: 404, body: { error: "Not found" } };
    }
    if (method !== "GET") {
      return { status: 405, body: { error: "Method Not Allowed" } };
    }
    if (String(metadata).toLowerCase() !== "true") {
      return refusal("bad_request_102", "Required metadata header not specified");
    }
    if (!query.get("api-version")) {
      return { status: 400, body: { error: "Bad request. api-version was not specified in the request" } };
    }
    const resource = query.get("resource");
    if (!resource) {
      return refusal("invalid_request", "Required audience parameter not specified");
    }
    if (!isKnownResource(resource)) {
      return refusal(
        "invalid_resource",
        `AADSTS500011: The resource principal named ${resource} was not found in the tenant named local Azure.`,
      );
    }
    const chosen = this.choose(group, query);
    return "status" in chosen ? chosen : { status: 200, body: await this.token(chosen, resource) };
  }

  /** The identity that is meant: with several there is no guessing, unless one of them is the system's. */
  private choose(group: GroupDocument, query: URLSearchParams): Assigned | ArmResponse {
    const assigned = this.assigned(group);
    const wanted =
      query.get("client_id") ?? query.get("object_id") ?? query.get("mi_res_id") ?? query.get("msi_res_id");
    if (wanted !== null) {
      const found = assigned.find(({ id, principalId, clientId }) =>
        [id, principalId, clientId].some((one) => one !== undefined && sameId(one, wanted)),
      );
      return found ?? identityNotFound();
    }
    const [first, ...others] = assigned;
    if (first === undefined) {
      return identityNotFound();
    }
    return first.id !== undefined && others.length > 0
      ? refusal(
          "invalid_request",
          "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the " +
            "token request",
        )
      : first;
  }

  /** What the group has, as far as it is still there; the system's own first. */
  private assigned({ definition, systemIdentity }: GroupDocument): Assigned[] {
    const ids = Object.keys(definition.identity?.userAssignedIdentities ?? {});
    return [
      ...(systemIdentity && definition.identity?.type.includes("SystemAssigned") ? [systemIdentity] : []),
      ...ids.flatMap((id) => {
        const found = this.identities.find(id);
        return found ? [{ id: found.id, ...found.properties }] : [];
      }),
    ];
  }

  private async token(assigned: Assigned, resource: string): Promise<Record<string, string>> {
    const now = Math.floor(Date.now() / 1000);
    const lifetime = String(this.tokenSeconds);
    return {
      access_token: await this.entra.principalToken(assigned, resource, this.tokenSeconds),
      client_id: assigned.clientId,
      expires_in: lifetime,
      expires_on: String(now + this.tokenSeconds),
      ext_expires_in: lifetime,
      not_before: String(now),
      resource,
      token_type: "Bearer",
    };
  }
}

export function identityNotFound(): ArmResponse {
  return refusal("invalid_request", "Identity not found");
}

function refusal(error: string, description: string): ArmResponse {
  return { status: 400, body: { error, error_description: description } };
}

/** How faults and records know a request to the metadata service of a group. */
export function knownPath(group: GroupDocument, sent: string): string {
  return `/containerGroups/${group.name}${sent}`;
}
