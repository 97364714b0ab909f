import * as azure from "../inputs/azure";
import { choice, flag, LeafRule, MapRule, number, ObjectRule, Relation, text } from "../inputs/rule";
import { LogAnalyticsLogType, ManagedIdentityType, TlsMode } from "./enums";
import { certificateMatches } from "./certificate";

/** Rules of the nested inputs of `AciWebservice`. */

const pem = (what: string, label: string, secret = false): LeafRule =>
  text({
    pattern: new RegExp(`^\\s*-----BEGIN ${label}-----[\\s\\S]+-----END ${label}-----\\s*$`),
    atMost: 200_000,
    must: `${what} as PEM (-----BEGIN …)`,
    secret,
  });

export const fileShare: ObjectRule = {
  kind: "object",
  properties: {
    storageAccountName: text({
      required: true,
      pattern: /^[a-z0-9]{3,24}$/,
      must: "the name of a storage account: 3 to 24 lower-case letters and digits",
    }),
    storageAccountKey: text({
      required: true,
      secret: true,
      pattern: /^[A-Za-z0-9+/]{4,}={0,2}$/,
      must: "a key of the storage account, in base64 as Azure shows it",
    }),
    shareName: text({
      required: true,
      pattern: /^(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*$/,
      must: "the name of a file share: 3 to 63 lower-case letters, digits and single -",
    }),
  },
};

const seconds = (what: string, from: number) => number({ what, from, to: 86_400, integer: true });

export const probe: ObjectRule = {
  kind: "object",
  properties: {
    path: text({ pattern: /^\/[\w.~%/-]{0,255}$/, must: "a path that starts with /, without query" }),
    initialDelaySeconds: seconds("a number of seconds", 0),
    periodSeconds: seconds("a number of seconds", 1),
    timeoutSeconds: seconds("a number of seconds", 1),
    successThreshold: number({ what: "a number of tries", from: 1, to: 1000, integer: true }),
    failureThreshold: number({ what: "a number of tries", from: 1, to: 1000, integer: true }),
  },
};

const origin = text({
  pattern: /^(?:\*|https?:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9]\d{0,4})?)$/,
  atMost: 300,
  must: "an origin such as https://app.example.com (lower case, no path, no wildcard inside), or the single entry *",
});

export const cors: ObjectRule = {
  kind: "object",
  properties: {
    allowedOrigins: { kind: "list", item: origin, atLeast: 1, atMost: 100, required: true },
    allowedHeaders: {
      kind: "list",
      item: text({ pattern: /^[A-Za-z0-9-]{1,100}$/, must: "the name of a header: letters, digits and -" }),
      atLeast: 1,
      atMost: 50,
    },
    maxAgeSeconds: number({ what: "a number of seconds", from: 0, to: 86_400, integer: true }),
  },
  relations: [
    {
      of: ["allowedOrigins"],
      carriedBy: "allowedOrigins",
      check: (origins) =>
        Array.isArray(origins) && origins.length > 1 && origins.includes("*")
          ? {
              path: "allowedOrigins",
              reason:
                '"*" beside other origins is not allowed: must stand alone, or be left out; name the origins, or give only "*"',
            }
          : undefined,
    },
  ],
};

const identityId = azure.resourceId("Microsoft.ManagedIdentity/userAssignedIdentities");

export const registryCredential: ObjectRule = {
  kind: "object",
  properties: {
    server: { ...azure.hostName, required: true, must: "a registry's host name such as contoso.azurecr.io" },
    username: text({ atMost: 256, pattern: /^[^\p{Cc}]+$/u, must: "a user name of at most 256 characters" }),
    password: text({ atMost: 10_000, secret: true, must: "a password" }),
    identity: identityId,
  },
  relations: [
    {
      of: ["username", "password", "identity"],
      carriedBy: "password",
      presence: true,
      check: (username, password, identity) => {
        const complete =
          identity === undefined ? username && password : username === undefined && password === undefined;
        return complete
          ? undefined
          : {
              path: "server",
              reason:
                "has no usable credentials: must have username and password, or identity, and not both; give one of the two",
            };
      },
    },
  ],
};

export const managedIdentity: ObjectRule = {
  kind: "object",
  properties: {
    type: choice(ManagedIdentityType, { required: true, plain: true }),
    userAssignedIdentityIds: { kind: "list", item: identityId, atMost: 100 },
  },
  relations: [
    {
      of: ["type", "userAssignedIdentityIds"],
      carriedBy: "userAssignedIdentityIds",
      check: (type, ids) => {
        const wanted = typeof type === "string" && type.includes("UserAssigned");
        const given = Array.isArray(ids) && ids.length > 0;
        if (wanted === given) {
          return undefined;
        }
        const reason = wanted
          ? `is required with type "${String(type)}": give the resource ids of the identities, or choose "SystemAssigned"`
          : 'is not allowed with type "SystemAssigned": leave it out, or choose a type with "UserAssigned"';
        return { path: "userAssignedIdentityIds", reason };
      },
    },
  ],
};

/** Each property of `tls` that only some modes know, with those modes. */
const tlsProperties: Record<string, readonly TlsMode[]> = {
  hostname: [TlsMode.Certificate, TlsMode.Automatic],
  certificatePem: [TlsMode.Certificate],
  privateKeyPem: [TlsMode.Certificate],
  email: [TlsMode.Automatic],
  acmeDirectoryUrl: [TlsMode.Automatic],
  acmeTrustedRootsPem: [TlsMode.Automatic],
  storage: [TlsMode.Automatic],
  http3: [TlsMode.Certificate, TlsMode.Automatic],
};

const neededByMode: Relation[] = Object.entries({
  hostname: TlsMode.Certificate,
  certificatePem: TlsMode.Certificate,
  privateKeyPem: TlsMode.Certificate,
  storage: TlsMode.Automatic,
}).map(([property, mode]) => ({
  of: ["mode", property],
  carriedBy: property,
  presence: true,
  check: (given, value) =>
    given === mode && value === undefined
      ? { path: property, reason: `is required with mode "${mode}": give it, or choose another mode` }
      : undefined,
}));

const onlyInMode: Relation[] = Object.entries(tlsProperties).map(([property, modes]) => ({
  of: ["mode", property],
  carriedBy: property,
  presence: true,
  check: (mode, value) =>
    value !== undefined && value !== false && typeof mode === "string" && !modes.some((one) => one === mode)
      ? {
          path: property,
          reason: `has no meaning with mode "${mode}": must be left out; it belongs to ${modes.map((one) => `"${one}"`).join(" and ")}`,
        }
      : undefined,
}));

export const tls: ObjectRule = {
  kind: "object",
  retired: { enabled: 'is not an input; choose mode "Certificate" or "Automatic"' },
  properties: {
    mode: choice(TlsMode, { required: true, plain: true }),
    hostname: azure.hostName,
    certificatePem: pem("a certificate with its chain", "CERTIFICATE"),
    privateKeyPem: pem("the certificate's private key, without passphrase,", "(?:RSA |EC )?PRIVATE KEY", true),
    email: text({ pattern: /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}$/, must: "an e-mail address" }),
    acmeDirectoryUrl: azure.httpsUrl,
    acmeTrustedRootsPem: pem("one or more root certificates", "CERTIFICATE"),
    storage: fileShare,
    http3: flag({ plain: true }),
  },
  relations: [
    ...neededByMode,
    ...onlyInMode,
    { of: ["certificatePem", "privateKeyPem", "hostname"], carriedBy: "privateKeyPem", check: certificateMatches },
    {
      of: ["acmeTrustedRootsPem", "acmeDirectoryUrl"],
      carriedBy: "acmeTrustedRootsPem",
      presence: true,
      check: (roots, directory) =>
        roots !== undefined && directory === undefined
          ? {
              path: "acmeTrustedRootsPem",
              reason: "has no meaning without acmeDirectoryUrl: must be left out, or give the authority's directory",
            }
          : undefined,
    },
  ],
};

export const logAnalytics: ObjectRule = {
  kind: "object",
  properties: {
    workspaceId: { ...azure.guid("the workspace's id, a GUID (its customerId, not its resource id)"), required: true },
    workspaceKey: text({
      required: true,
      secret: true,
      pattern: /^[A-Za-z0-9+/]{4,}={0,2}$/,
      must: "a key of the workspace, in base64 as Azure shows it",
    }),
    logType: choice(LogAnalyticsLogType),
  },
};

export const applicationInsights: ObjectRule = {
  kind: "object",
  retired: {
    connectionString:
      "is not an input; the inference server takes the instrumentationKey, a GUID inside the connection string",
  },
  properties: {
    instrumentationKey: { ...azure.guid("the instrumentation key, a GUID", true), required: true },
  },
};

export const customerManagedKey: ObjectRule = {
  kind: "object",
  properties: {
    vaultBaseUrl: {
      ...azure.httpsUrl,
      required: true,
      must: "the vault's address such as https://contoso.vault.azure.net",
    },
    keyName: text({ required: true, pattern: /^[A-Za-z0-9-]{1,127}$/, must: "1 to 127 letters, digits and -" }),
    keyVersion: text({
      required: true,
      pattern: /^[A-Za-z0-9]{1,64}$/,
      must: "the version of the key: 1 to 64 letters and digits",
    }),
    identity: identityId,
  },
};

const variableName = text({
  pattern: /^[A-Za-z_][A-Za-z0-9_]*$/,
  atMost: 256,
  must: "a letter or _, then letters, digits and _",
});

export function variables(secret: boolean): MapRule {
  return {
    kind: "map",
    key: variableName,
    value: {
      kind: "leaf",
      accepts: (value) => typeof value === "string" && value !== "" && !value.includes("\0") && value.length <= 100_000,
      must: "a text of 1 to 100000 characters without the character NUL",
      // A value that was refused may well be a secret in the wrong place.
      secret: true,
    },
    secret,
    atMost: 1000,
  };
}
