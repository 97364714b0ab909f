import type { ArmRequest, ArmResponse } from "../arm/http";
import { nameOf } from "../arm/resource-id";
import { checkShape } from "../arm/shape";
import { withoutReadOnly } from "../arm/tracked-resource";
import { badParameter } from "./errors";
import { vaultType, type SecretDetails, type SecretDocument, type VaultDocument } from "./model";
import { secretPatchShape, secretShape } from "./shapes";
import { currentVersion, type Secrets } from "./secrets";

// What Azure Resource Manager answers for a name that is soft-deleted: the sentence is the data plane's. unseen: the
// code, which is the one that it gives for a deleted vault.
const conflict = "ConflictError";

interface SecretProperties extends SecretDetails {
  value?: string;
}

/** Secrets as Azure Resource Manager has them: it can set them and never shows their values. */
export class ArmSecrets {
  constructor(private readonly secrets: Secrets) {}

  put(request: ArmRequest, vault: VaultDocument, name: string): ArmResponse {
    const body = withoutReadOnly(request.body);
    checkShape(secretShape, body);
    const { value, ...details } = body["properties"] as SecretProperties;
    if (value === undefined) {
      // unseen
      throw badParameter("The request body has no value for the secret.");
    }
    const said = detailsOf(details, body["tags"]);
    const { secret, created } = this.secrets.set(vault, name, value, said, conflict);
    return { status: created ? 201 : 200, body: view(vault, secret) };
  }

  patch(request: ArmRequest, vault: VaultDocument, name: string): ArmResponse {
    const body = withoutReadOnly(request.body);
    checkShape(secretPatchShape, body);
    const { value, ...details } = (body["properties"] ?? {}) as SecretProperties;
    const before = currentVersion(this.secrets.require(vault, name));
    const said = detailsOf(details, body["tags"]);
    if (value === undefined) {
      this.secrets.update(vault, name, before.id, said);
    } else {
      const { enabled, nbf, exp } = before.attributes;
      const kept = { contentType: before.contentType, tags: before.tags };
      const attributes = { enabled, ...(nbf ? { nbf } : {}), ...(exp ? { exp } : {}), ...said.attributes };
      this.secrets.set(vault, name, value, { ...kept, ...said, attributes });
    }
    return this.get(vault, name);
  }

  get(vault: VaultDocument, name: string): ArmResponse {
    return { status: 200, body: view(vault, this.secrets.require(vault, name)) };
  }

  list(vault: VaultDocument): ArmResponse {
    return { status: 200, body: { value: this.secrets.list(vault).map((secret) => view(vault, secret)) } };
  }
}

/** What is said of a version, without what only Azure sets. */
function detailsOf({ contentType, attributes }: SecretDetails, tags: unknown): SecretDetails {
  const { enabled, nbf, exp } = attributes ?? {};
  const said = { enabled, nbf, exp };
  return {
    ...(contentType === undefined ? {} : { contentType }),
    attributes: Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    ...(tags === undefined ? {} : { tags: tags as Record<string, string> }),
  };
}

function view(vault: VaultDocument, secret: SecretDocument): Record<string, unknown> {
  const { id, contentType, attributes, tags } = currentVersion(secret);
  const name = nameOf(secret.id);
  const secretUri = `${vault.properties.vaultUri}secrets/${name}`;
  return {
    id: secret.id,
    name,
    type: `${vaultType}/secrets`,
    location: vault.location,
    tags: tags ?? {},
    properties: {
      ...(contentType === undefined ? {} : { contentType }),
      attributes,
      secretUri,
      secretUriWithVersion: `${secretUri}/${id}`,
    },
  };
}
