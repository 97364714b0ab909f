import * as pulumi from "@pulumi/pulumi";

import { identityId, logAnalytics, managedKey, registry, subnetId, times } from "../../../support/examples";
import type { Row } from "../../support/row";

/** Registries, identities, logs and encryption. */
export const group: Row[] = [
  [
    { imageRegistryCredentials: registry },
    "imageRegistryCredentials: an object is not allowed: must be a list of at most 20",
  ],
  [
    { imageRegistryCredentials: pulumi.output([registry]) },
    "imageRegistryCredentials: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give a list of at most 20",
  ],
  [
    { imageRegistryCredentials: Array.from({ length: 21 }, (_, i) => ({ ...registry, server: `r${i}.azurecr.io` })) },
    "imageRegistryCredentials: a list of 21 is not allowed: must be a list of at most 20",
  ],
  [
    { imageRegistryCredentials: ["contoso.azurecr.io"] },
    "imageRegistryCredentials[0]: a text is not allowed: must be an object with server, username, password, identity",
  ],
  [
    { imageRegistryCredentials: [pulumi.output(registry)] },
    "imageRegistryCredentials[0]: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with server, username, password, identity; its own values may be Outputs where they only flow on",
  ],
  [
    { imageRegistryCredentials: [registry, { ...registry, server: "Contoso.azurecr.io" }] },
    'imageRegistryCredentials[1].server: "Contoso.azurecr.io" is in the list twice: must be there once; leave one out',
  ],
  [
    { imageRegistryCredentials: [{ ...registry, server: undefined }] },
    "imageRegistryCredentials[0].server: is required: give a registry's host name such as contoso.azurecr.io, without https:// and path",
  ],
  [
    { imageRegistryCredentials: [{ ...registry, server: "https://contoso.azurecr.io" }] },
    'imageRegistryCredentials[0].server: "https://contoso.azurecr.io" is not allowed: must be a registry\'s host name such as contoso.azurecr.io, without https:// and path',
  ],
  [
    { imageRegistryCredentials: [{ ...registry, username: "new\nline" }] },
    'imageRegistryCredentials[0].username: "new\\nline" is not allowed: must be a user name: 1 to 256 characters without control characters',
  ],
  [
    { imageRegistryCredentials: [{ ...registry, password: "" }] },
    'imageRegistryCredentials[0].password: "" is not allowed: must be a password: 1 to 10000 characters without NUL',
  ],
  [
    { imageRegistryCredentials: [{ ...registry, password: undefined }] },
    "imageRegistryCredentials[0].server: has no usable credentials: must come with username and password, or with identity, and not with both",
  ],
  [
    { imageRegistryCredentials: [{ ...registry, identity: identityId }] },
    "imageRegistryCredentials[0].server: has no usable credentials: must come with username and password, or with identity, and not with both",
  ],
  [
    { imageRegistryCredentials: [{ server: registry.server, identity: "puller" }] },
    'imageRegistryCredentials[0].identity: "puller" is not allowed: must be the resource id of a Microsoft.ManagedIdentity/userAssignedIdentities: /subscriptions/…/resourceGroups/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…',
  ],
  [
    { identity: "SystemAssigned" },
    "identity: a text is not allowed: must be an object with type, userAssignedIdentityIds",
  ],
  [
    { identity: pulumi.output({ type: "SystemAssigned" }) },
    "identity: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with type, userAssignedIdentityIds; its own values may be Outputs where they only flow on",
  ],
  [
    { identity: {} },
    'identity.type: is required: give one of "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"',
  ],
  [
    { identity: { type: pulumi.output("SystemAssigned") } },
    'identity.type: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give one of "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"',
  ],
  [
    { identity: { type: "systemAssigned" } },
    'identity.type: "systemAssigned" is not allowed: must be one of "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"',
  ],
  [
    { identity: { type: "UserAssigned" } },
    'identity.userAssignedIdentityIds: is required with type "UserAssigned": give the resource ids of the identities, or choose "SystemAssigned"',
  ],
  [
    { identity: { type: "SystemAssigned", userAssignedIdentityIds: [identityId] } },
    'identity.userAssignedIdentityIds: is not allowed with type "SystemAssigned": leave it out, or choose a type with "UserAssigned"',
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: identityId } },
    "identity.userAssignedIdentityIds: a text is not allowed: must be a list of 1 to 100",
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: [] } },
    "identity.userAssignedIdentityIds: a list of 0 is not allowed: must be a list of 1 to 100",
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: times(101, identityId) } },
    "identity.userAssignedIdentityIds: a list of 101 is not allowed: must be a list of 1 to 100",
  ],
  [
    { identity: { type: "UserAssigned", userAssignedIdentityIds: [subnetId] } },
    'identity.userAssignedIdentityIds[0]: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resource"… (133 characters) is not allowed: must be the resource id of a Microsoft.ManagedIdentity/userAssignedIdentities: /subscriptions/…/resourceGroups/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…',
  ],
  [
    { logAnalytics: "workspace" },
    "logAnalytics: a text is not allowed: must be an object with workspaceId, workspaceKey, logType",
  ],
  [
    { logAnalytics: pulumi.output(logAnalytics) },
    "logAnalytics: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with workspaceId, workspaceKey, logType; its own values may be Outputs where they only flow on",
  ],
  [
    { logAnalytics: { ...logAnalytics, workspaceId: undefined } },
    "logAnalytics.workspaceId: is required: give the workspace's id, a GUID (its customerId, not its resource id)",
  ],
  [
    { logAnalytics: { ...logAnalytics, workspaceId: subnetId } },
    'logAnalytics.workspaceId: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resource"… (133 characters) is not allowed: must be the workspace\'s id, a GUID (its customerId, not its resource id)',
  ],
  [
    { logAnalytics: { ...logAnalytics, workspaceKey: undefined } },
    "logAnalytics.workspaceKey: is required: give a key of the workspace, in base64 as Azure shows it",
  ],
  [
    { logAnalytics: { ...logAnalytics, workspaceKey: "not base64" } },
    "logAnalytics.workspaceKey: the value given (not shown: it may be a secret) is not allowed: must be a key of the workspace, in base64 as Azure shows it",
  ],
  [
    { logAnalytics: { ...logAnalytics, logType: pulumi.output("ContainerInsights") } },
    'logAnalytics.logType: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give one of "ContainerInsights", "ContainerInstanceLogs"',
  ],
  [
    { logAnalytics: { ...logAnalytics, logType: "Everything" } },
    'logAnalytics.logType: "Everything" is not allowed: must be one of "ContainerInsights", "ContainerInstanceLogs"',
  ],
  [
    { customerManagedKey: "https://contoso.vault.azure.net/keys/disk/1f" },
    "customerManagedKey: a text is not allowed: must be an object with vaultBaseUrl, keyName, keyVersion, identity",
  ],
  [
    { customerManagedKey: pulumi.output(managedKey) },
    "customerManagedKey: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with vaultBaseUrl, keyName, keyVersion, identity; its own values may be Outputs where they only flow on",
  ],
  [
    { customerManagedKey: { ...managedKey, vaultBaseUrl: undefined } },
    "customerManagedKey.vaultBaseUrl: is required: give the vault's address such as https://contoso.vault.azure.net",
  ],
  [
    { customerManagedKey: { ...managedKey, vaultBaseUrl: "contoso" } },
    'customerManagedKey.vaultBaseUrl: "contoso" is not allowed: must be the vault\'s address such as https://contoso.vault.azure.net',
  ],
  [
    { customerManagedKey: { ...managedKey, keyName: undefined } },
    "customerManagedKey.keyName: is required: give the name of the key: 1 to 127 letters, digits and -",
  ],
  [
    { customerManagedKey: { ...managedKey, keyName: "disk key" } },
    'customerManagedKey.keyName: "disk key" is not allowed: must be the name of the key: 1 to 127 letters, digits and -',
  ],
  [
    { customerManagedKey: { ...managedKey, keyVersion: undefined } },
    "customerManagedKey.keyVersion: is required: give the version of the key: 1 to 64 letters and digits",
  ],
  [
    { customerManagedKey: { ...managedKey, keyVersion: "latest version" } },
    'customerManagedKey.keyVersion: "latest version" is not allowed: must be the version of the key: 1 to 64 letters and digits',
  ],
  [
    { customerManagedKey: { ...managedKey, identity: "puller" } },
    'customerManagedKey.identity: "puller" is not allowed: must be the resource id of a Microsoft.ManagedIdentity/userAssignedIdentities: /subscriptions/…/resourceGroups/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…',
  ],
];
