import { ArmError, badRequest } from "./arm/arm-error";
import type { ArmRequest, ArmResponse } from "./arm/http";
import type { Operations } from "./arm/operations";
import { checkShape, integer, object, oneOf, string } from "./arm/shape";
import type { Entra } from "./entra/entra";
import { principalTypes, tenantId, type Principals, type PrincipalType } from "./entra/principals";
import type { Faults } from "./faults";
import type { Journal, RequestRecord } from "./journal";
import type { MetadataHosts } from "./identities/metadata-hosts";
import { AmlTokens } from "./ml/scoring/aml-tokens";

interface TokenRequest {
  principalId?: string;
  audience?: string;
  expiresInSeconds?: number;
  endpoint?: string;
}

/** What tests do with local Azure that Azure has no address for: below `/local`, for the Owner alone. */
export class ControlEndpoints {
  constructor(
    private readonly services: {
      entra: Entra;
      principals: Principals;
      operations: Operations;
      faults: Faults;
      records: Journal<RequestRecord>;
      metadataHosts: MetadataHosts;
      /** The certificate of the authority that clients have to trust, made when there is none yet. */
      authority: () => Promise<string>;
    },
  ) {}

  answer(request: ArmRequest): ArmResponse | Promise<ArmResponse> {
    if (request.caller.principalId !== undefined) {
      throw new ArmError(403, "OwnerOnly", "What is below /local is for the Owner alone: send any word as the bearer.");
    }
    const { principals, faults, records, operations, metadataHosts, authority } = this.services;
    const handlers: Record<string, () => ArmResponse | Promise<ArmResponse>> = {
      "POST principals": () => {
        checkShape(object({ name: string, type: oneOf(...principalTypes) }, ["name"]), request.body ?? {});
        const { name, type } = request.body as { name: string; type?: PrincipalType };
        const { principalId, clientId, clientSecret } = principals.create(name, type);
        return { status: 201, body: { principalId, clientId, clientSecret, tenantId } };
      },
      "POST tokens": () => this.token(request),
      "POST faults": () => ({ status: 201, body: faults.add(request.body) }),
      "GET faults": () => ({ status: 200, body: { value: faults.list() } }),
      "DELETE faults": () => {
        faults.clear();
        operations.release();
        return { status: 204 };
      },
      "PUT identities": () => ({ status: 200, body: metadataHosts.setLateness(request.body) }),
      "GET identities": () => ({ status: 200, body: metadataHosts.getLateness() }),
      "GET authority": async () => ({ status: 200, body: { pem: await authority() } }),
      "GET requests": () => ({ status: 200, body: { value: records.read() } }),
      "DELETE requests": () => {
        records.clear();
        return { status: 204 };
      },
    };
    const handler = handlers[`${request.method} ${request.segments.slice(1).join("/").toLowerCase()}`];
    if (handler === undefined) {
      throw new ArmError(404, "NotFound", `There is no '${request.method} ${request.path}'.`);
    }
    return handler();
  }

  /** A token as Entra would give it, also one that has expired; with `endpoint`, one of Azure ML's for that endpoint. */
  private async token(request: ArmRequest): Promise<ArmResponse> {
    const { entra, principals } = this.services;
    const shape = { principalId: string, audience: string, expiresInSeconds: integer, endpoint: string };
    checkShape(object(shape), request.body ?? {});
    const { principalId, audience, expiresInSeconds = 3600, endpoint } = request.body as TokenRequest;
    if (endpoint !== undefined) {
      const { accessToken } = await new AmlTokens(entra, expiresInSeconds).issue(endpoint);
      return { status: 201, body: { token: accessToken } };
    }
    const principal = principalId === undefined ? undefined : principals.find(principalId.toLowerCase());
    if (principal === undefined || audience === undefined) {
      throw badRequest("InvalidTokenRequest", "A token needs an audience and a principalId that there is.");
    }
    return { status: 201, body: { token: await entra.principalToken(principal, audience, expiresInSeconds) } };
  }
}
