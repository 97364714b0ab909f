import { anything, boolean, integer, list, map, object, oneOf, string, type Shape } from "../arm/shape";

// Specification 2024-11-01 of Microsoft.KeyVault, keyvault.json and secrets.json; what is read-only is taken back from
// clients that have read it.

const permissions = object({
  keys: list(string),
  secrets: list(string),
  certificates: list(string),
  storage: list(string),
});

const accessPolicies = list(
  object({ tenantId: string, objectId: string, applicationId: string, permissions }, [
    "tenantId",
    "objectId",
    "permissions",
  ]),
);

const vaultProperties: Record<string, Shape> = {
  tenantId: string,
  sku: object({ family: oneOf("A"), name: oneOf("standard", "premium") }, ["family", "name"]),
  accessPolicies,
  enabledForDeployment: boolean,
  enabledForDiskEncryption: boolean,
  enabledForTemplateDeployment: boolean,
  enableSoftDelete: boolean,
  softDeleteRetentionInDays: integer,
  enableRbacAuthorization: boolean,
  createMode: oneOf("recover", "default"),
  enablePurgeProtection: boolean,
  networkAcls: anything,
  publicNetworkAccess: string,
};

const readOnly = {
  vaultUri: string,
  hsmPoolResourceId: string,
  provisioningState: string,
  privateEndpointConnections: anything,
};

export const vaultShape = object(
  {
    location: string,
    tags: map(string),
    properties: object({ ...vaultProperties, ...readOnly }, ["tenantId", "sku"]),
  },
  ["properties"],
);

export const vaultPatchShape = object({ tags: map(string), properties: object(vaultProperties) });

const attributes = { enabled: boolean, nbf: integer, exp: integer };
const written = { created: integer, updated: integer };

const secretProperties = { value: string, contentType: string };

export const secretShape = object(
  {
    location: string,
    tags: map(string),
    properties: object({
      ...secretProperties,
      attributes: object({ ...attributes, ...written }),
      secretUri: string,
      secretUriWithVersion: string,
    }),
  },
  ["properties"],
);

export const secretPatchShape = object({
  tags: map(string),
  properties: object({ ...secretProperties, attributes: object(attributes) }),
});

/** Bodies of the data plane: specification 7.6 of Key Vault, SecretSetParameters and SecretUpdateParameters. */
const onDataPlane = {
  contentType: string,
  attributes: object({ ...attributes, ...written, recoveryLevel: string, recoverableDays: integer }),
  tags: map(string),
};

export const setShape = object({ value: string, ...onDataPlane }, ["value"]);
export const updateShape = object(onDataPlane);
