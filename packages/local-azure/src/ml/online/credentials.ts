import type { ArmRequest, ArmResponse } from "../../arm/http";
import { checkShape } from "../../arm/shape";
import { invalid } from "../assets/asset-kinds";
import type { AmlTokens } from "../scoring/aml-tokens";
import { withoutNulls } from "../without-nulls";
import { requireIdleEndpoint } from "./busy";
import type { EndpointDocument } from "./endpoint-document";
import { endpointType, type Endpoints, type EndpointServices } from "./endpoints";
import { newKey } from "./key";
import { regenerateKeysShape } from "./shapes";

interface KeyChange {
  keyType: "Primary" | "Secondary";
  keyValue: string;
}

const regenerate = `${endpointType}/regenerateKeys`;

/** The keys and tokens of endpoints. */
export class EndpointCredentials {
  constructor(
    private readonly endpoints: Endpoints,
    private readonly services: Pick<EndpointServices, "documents" | "operations" | "served">,
    private readonly tokens: AmlTokens,
  ) {
    const { documents, served } = services;
    services.operations.define(regenerate, {
      // The old key is worth nothing as soon as the operation has ended, and the new one nothing before.
      run: ({ target, input }) => {
        const document = documents.read<EndpointDocument>(target);
        if (document) {
          const { keyType, keyValue } = input as KeyChange;
          const slot = keyType === "Primary" ? "primaryKey" : "secondaryKey";
          served.put(documents.write<EndpointDocument>({ ...document, keys: { ...document.keys, [slot]: keyValue } }));
        }
      },
    });
  }

  listKeys(id: string): ArmResponse {
    const { serving, keys } = this.endpoints.require(id);
    requireMode("listKeys", serving.authMode, "Key");
    return { status: 200, body: keys };
  }

  regenerateKeys(request: ArmRequest, id: string): ArmResponse {
    const document = this.endpoints.require(id);
    const body = withoutNulls(request.body ?? {});
    checkShape(regenerateKeysShape, body);
    const { keyType, keyValue = newKey() } = body as Partial<KeyChange> & Pick<KeyChange, "keyType">;
    requireMode("regenerateKeys", document.serving.authMode, "Key");
    if (!/^\S+$/.test(keyValue)) {
      // What Azure asks of a value is not documented; one that fits into no header would shut the endpoint.
      throw invalid("The keyValue must be a text without spaces.", "keyValue");
    }
    requireIdleEndpoint(this.services.operations, document.id);
    const operation = this.services.operations.begin({
      kind: regenerate,
      target: document.id,
      location: document.location,
      input: { keyType, keyValue } satisfies KeyChange,
      request,
    });
    return this.services.operations.accepted(request, operation, { style: "location", status: 202 });
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
