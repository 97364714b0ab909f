import type { ArmRequest, ArmResponse } from "../../arm/http";
import { checkShape } from "../../arm/shape";
import { invalid } from "../assets/asset-kinds";
import type { AmlTokens } from "../scoring/aml-tokens";
import type { OperationDocument } from "../../state";
import { withoutNulls } from "../without-nulls";
import { requireIdleEndpoint } from "./busy";
import type { EndpointDocument } from "./endpoint-document";
import { endpointType, type Endpoints, type EndpointServices } from "./endpoints";
import { newKey } from "./key";
import { regenerateKeysShape } from "./shapes";

interface KeyChange {
  keyType: "Primary" | "Secondary";
  /** The key that the operation puts in force. */
  key: string;
}

const regenerate = `${endpointType}/regenerateKeys`;

/** The keys and tokens of endpoints. */
export class EndpointCredentials {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly services: Pick<EndpointServices, "documents" | "operations" | "served">,
    private readonly tokens: AmlTokens,
    /**
     * Whether a `keyValue` becomes the key. The reference says so ("the value the key is set to"); a live test of
     * ansible-collections/azure (#2220, 2026-04) sends the current key and finds another one in force afterwards.
     */
    private readonly takesKeyValue: boolean,
  ) {
    const { documents, served } = services;
    services.operations.define(regenerate, {
      // The old key is worth nothing as soon as the operation has ended, and the new one nothing before.
      run: ({ target, input }) => {
        const document = documents.read<EndpointDocument>(target);
        if (document) {
          const { keyType, key } = input as KeyChange;
          const slot = keyType === "Primary" ? "primaryKey" : "secondaryKey";
          served.put(documents.write<EndpointDocument>({ ...document, keys: { ...document.keys, [slot]: key } }));
        }
      },
    });
  }

  listKeys(id: string): ArmResponse {
    const { serving, keys } = this.endpoints.require(id);
    // Without key authentication both are null (Azure/azure-powershell, Get-AzMLWorkspaceOnlineEndpointKey.Recording.json).
    return { status: 200, body: serving.authMode === "Key" ? keys : { primaryKey: null, secondaryKey: null } };
  }

  regenerateKeys(request: ArmRequest, id: string): ArmResponse {
    const document = this.endpoints.require(id);
    const body = withoutNulls(request.body ?? {});
    checkShape(regenerateKeysShape, body);
    const { keyType, keyValue } = body as { keyType: KeyChange["keyType"]; keyValue?: string };
    requireMode("regenerateKeys", document.serving.authMode, "Key");
    if (keyValue !== undefined && !/^\S+$/.test(keyValue)) {
      // What Azure asks of a value is not documented; one that fits into no header would shut the endpoint.
      throw invalid("The keyValue must be a text without spaces.", "keyValue");
    }
    requireIdleEndpoint(this.services.operations, document.id);
    const operation = this.services.operations.begin({
      kind: regenerate,
      target: document.id,
      location: document.location,
      input: { keyType, key: (this.takesKeyValue ? keyValue : undefined) ?? newKey() } satisfies KeyChange,
      request,
    });
    return this.accepted(request, operation);
  }

  /**
   * 202 with `null` and a Location, without Retry-After (Azure/azure-powershell,
   * New-AzMLWorkspaceOnlineEndpointKey.Recording.json); tests that are in a hurry get it all the same.
   */
  private accepted(request: ArmRequest, operation: OperationDocument): ArmResponse {
    const { operations } = this.services;
    const { headers = {}, ...answer } = operations.accepted(request, operation, { style: "location", status: 202 });
    const { "retry-after": retryAfter, ...others } = headers;
    return { ...answer, headers: retryAfter === "0" ? headers : others, body: null };
  }

  async token(id: string): Promise<ArmResponse> {
    const document = this.endpoints.require(id);
    requireMode("token", document.serving.authMode, "AMLToken");
    return { status: 200, body: await this.tokens.issue(document.id) };
  }
}

// The specification says what each operation is for ("Key-based", "AMLToken-based"); that the others are refused, and
// how, is an assumption.
function requireMode(operation: string, mode: string, needed: string): void {
  if (mode !== needed) {
    throw invalid(`The operation ${operation} is for endpoints with the auth mode ${needed}; this one has ${mode}.`);
  }
}
