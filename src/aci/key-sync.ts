import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { getUserAssignedIdentity, UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";

import { guidOf } from "../azure/uuid-v5";
import { gatewayFiles } from "../gateway";
import type { SecretResource } from "../keys/secrets";
import { type Slot, slots } from "../contract/key-slots";
import { vaultAudience } from "../keys/vault";
import { errorMessage } from "../pulumi/error-message";
import { resourceError } from "../pulumi/resource-error";
import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";
import { keysVolume } from "./gateway-container";
import { keySyncImage } from "./images";
import { keySyncScript } from "./key-sync-script";
import { fixedResources } from "./resources";

/** What the container group needs to know of the way in which its keys come from the vault. */
export interface KeySync {
  readonly identityId: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  readonly vaultUri: pulumi.Output<string>;
  readonly secretNames: Readonly<Record<Slot, pulumi.Input<string>>>;
  /** What has to be there before the group: the secrets, and the right to read them. */
  readonly ready: pulumi.Resource[];
}

/** Key Vault Secrets User: reads secrets, and nothing else (built-in-roles/security). */
const secretsUser = "4633458b-17de-408a-b874-0445c86b69e6";

/** The identity that reads the keys, and its right to read these two secrets and no other. */
export function keySync(
  component: pulumi.Resource,
  name: string,
  args: AciWebserviceArgs,
  secrets: Readonly<Record<Slot, SecretResource>>,
  vault: Pick<KeySync, "vaultUri" | "secretNames"> & { readonly vaultId: pulumi.Output<string> },
): KeySync {
  const identity = args.keys?.sync?.identityId
    ? givenIdentity(component, args.keys.sync.identityId)
    : ownIdentity(component, name, args);
  const roles = slots.map((slot) => {
    const secret = secrets[slot];
    return new RoleAssignment(
      `${name}-key-sync-${slot}`,
      {
        scope: secret.id,
        roleAssignmentName: pulumi.all([secret.id, identity.id]).apply(([id, reader]) => guidOf(id, "keySync", reader)),
        roleDefinitionId: vault.vaultId.apply(
          (id) =>
            `${id.split(/\/resourceGroups\//i, 1)[0]}/providers/Microsoft.Authorization/roleDefinitions/${secretsUser}`,
        ),
        principalId: identity.principalId,
        principalType: "ServicePrincipal",
      },
      {
        parent: component,
        protect: false,
        // Azure never changes an assignment, and its name is taken until it is gone.
        replaceOnChanges: ["roleDefinitionId", "principalId", "principalType"],
        deleteBeforeReplace: true,
      },
    );
  });
  const { vaultUri, secretNames } = vault;
  return {
    identityId: identity.id,
    clientId: identity.clientId,
    vaultUri,
    secretNames,
    ready: [...slots.map((slot) => secrets[slot]), ...roles],
  };
}

interface Identity {
  readonly id: pulumi.Output<string>;
  readonly clientId: pulumi.Output<string>;
  readonly principalId: pulumi.Output<string>;
}

function ownIdentity(component: pulumi.Resource, name: string, args: AciWebserviceArgs): Identity {
  return new UserAssignedIdentity(
    `${name}-key-sync-identity`,
    {
      resourceGroupName: args.resourceGroupName,
      resourceName: pulumi.output(args.serviceName).apply((service) => `${service}-key-sync`),
      location: args.location,
      tags: args.tags,
    },
    // Its name is fixed, so the old one has to go before the new one can come.
    { parent: component, protect: false, deleteBeforeReplace: true },
  );
}

/** Its ids are read, for which the right to look is enough. */
function givenIdentity(component: pulumi.Resource, identityId: pulumi.Input<string>): Identity {
  const id = pulumi.output(identityId);
  const found = id.apply(async (given) => {
    const [, resourceGroupName = "", resourceName = ""] = /\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(given) ?? [];
    try {
      const identity = await getUserAssignedIdentity({ resourceGroupName, resourceName }, { parent: component });
      // The provider looks in its own subscription, where another one may have this name.
      const { id = given } = identity as { id?: string };
      if (id.toLowerCase() !== given.toLowerCase()) {
        throw new Error(`found ${id} in its place`);
      }
      return identity;
    } catch (error) {
      throw resourceError(
        `keys.sync.identityId: the identity "${resourceName}" cannot be read (${errorMessage(error)}); give one of this subscription that exists`,
        component,
      );
    }
  });
  return {
    id,
    clientId: found.apply(({ clientId }) => clientId),
    principalId: found.apply(({ principalId }) => principalId),
  };
}

/** Where the container puts the keys; the gateway sees the same folder at its own place. */
const keysFolder = "/keys";

/**
 * The container that reads the keys. None of its settings is secret: the token comes from the identity, and stands in no
 * argument and no variable of a process' environment.
 */
export function keySyncContainer(args: AciWebserviceArgs, way: KeySync) {
  const { sync } = aciDefaults.keys;
  const given = args.keys?.sync;
  const variables: Record<string, pulumi.Input<string>> = {
    CLIENT_ID: way.clientId,
    KEYS_FOLDER: keysFolder,
    PRIMARY_FILE: gatewayFiles.keys.primary,
    PRIMARY_SECRET: way.secretNames.primary,
    SECONDARY_FILE: gatewayFiles.keys.secondary,
    SECONDARY_SECRET: way.secretNames.secondary,
    SYNC_SECONDS: pulumi.output(given?.intervalSeconds ?? sync.intervalSeconds).apply(String),
    VAULT_AUDIENCE: way.vaultUri.apply(vaultAudience),
    VAULT_URI: way.vaultUri,
  };
  return {
    name: "key-sync",
    image: keySyncImage(args),
    command: ["/bin/sh", "-c", keySyncScript],
    environmentVariables: Object.entries(variables).map(([name, value]) => ({ name, value })),
    resources: fixedResources(given?.cpuCores ?? sync.cpuCores, given?.memoryGb ?? sync.memoryGb),
    volumeMounts: [{ name: keysVolume, mountPath: keysFolder, readOnly: false }],
  };
}
