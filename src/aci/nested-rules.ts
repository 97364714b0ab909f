import * as azure from "../validation/azure-rules";
import { identityId } from "../validation/identity-rules";
import { choice, MapRule, number, ObjectRule, text } from "../validation/rule";
import { LogAnalyticsLogType } from "./enums";

/** Rules of the nested inputs of `AciWebservice`. */

export const fileShare: ObjectRule = {
  kind: "object",
  properties: {
    storageAccountName: { ...azure.storageAccountName, required: true },
    storageAccountKey: {
      ...azure.sharedKey("a key of the storage account, in base64 as Azure shows it"),
      required: true,
    },
    shareName: { ...azure.storageName("file share"), required: true },
  },
};

const seconds = (from: number) => number({ what: "number of seconds", from, to: 86_400, integer: true });

export const probe: ObjectRule = {
  kind: "object",
  properties: {
    path: azure.requestPath,
    initialDelaySeconds: seconds(0),
    periodSeconds: seconds(1),
    timeoutSeconds: seconds(1),
    successThreshold: number({ what: "number of tries", from: 1, to: 1000, integer: true }),
    failureThreshold: number({ what: "number of tries", from: 1, to: 1000, integer: true }),
  },
};

/** Compared letter by letter with what the browser sends, so another way to write it would never match. */
function isOrigin(value: string): boolean {
  if (value === "*") {
    return true;
  }
  if (!URL.canParse(value)) {
    return false;
  }
  // For the schemes of apps (capacitor://localhost) the URL standard knows no origin; browsers send them as written.
  const { protocol, origin } = new URL(value);
  return protocol === "http:" || protocol === "https:" ? origin === value : true;
}

const origin = text({
  pattern: /^(?:\*|[a-z][a-z0-9+.-]*:\/\/[a-z0-9._[\]:-]+)$/,
  test: isOrigin,
  atMost: 300,
  expected:
    "an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *",
});

export const cors: ObjectRule = {
  kind: "object",
  properties: {
    allowedOrigins: { kind: "list", item: origin, atLeast: 1, atMost: 100, required: true },
    allowedHeaders: {
      kind: "list",
      item: text({
        // Caddy drops request headers with an underscore.
        pattern: /^[A-Za-z0-9][A-Za-z0-9-]*$/,
        atMost: 100,
        expected: "the name of a header: at most 100 letters, digits and -, not starting with -",
      }),
      atLeast: 1,
      atMost: 50,
    },
    maxAgeSeconds: number({ what: "number of seconds", from: 0, to: 86_400, integer: true }),
  },
  relations: [
    {
      of: ["allowedOrigins"],
      deep: true,
      check: ([origins]) =>
        Array.isArray(origins) && origins.length > 1 && origins.includes("*")
          ? {
              path: "allowedOrigins",
              reason:
                '"*" beside other origins is not allowed: must stand alone; name the origins, or give only "*" for all',
            }
          : undefined,
    },
  ],
};

export const registryCredential: ObjectRule = {
  kind: "object",
  properties: {
    server: { ...azure.registryServer, required: true },
    username: text({
      atMost: 256,
      pattern: /^[^\p{Cc}]+$/u,
      expected: "a user name: 1 to 256 characters without control characters",
    }),
    password: text({ atMost: 10_000, secret: true, expected: "a password: 1 to 10000 characters without NUL" }),
    identity: identityId,
  },
  relations: [
    {
      of: ["username", "password", "identity"],
      presence: true,
      check: ([username, password, identity]) => {
        const complete =
          identity === undefined
            ? username !== undefined && password !== undefined
            : username === undefined && password === undefined;
        return complete
          ? undefined
          : {
              path: "server",
              reason:
                "has no usable credentials: must come with username and password, or with identity, and not with both",
            };
      },
    },
  ],
};

export const logAnalytics: ObjectRule = {
  kind: "object",
  properties: {
    workspaceId: { ...azure.guid("the workspace's id, a GUID (its customerId, not its resource id)"), required: true },
    workspaceKey: { ...azure.sharedKey("a key of the workspace, in base64 as Azure shows it"), required: true },
    logType: choice(LogAnalyticsLogType, { plain: true }),
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
      expected: "the vault's address such as https://contoso.vault.azure.net",
    },
    keyName: text({
      required: true,
      pattern: /^[A-Za-z0-9-]+$/,
      atMost: 127,
      expected: "the name of the key: 1 to 127 letters, digits and -",
    }),
    keyVersion: text({
      required: true,
      pattern: /^[A-Za-z0-9]+$/,
      atMost: 64,
      expected: "the version of the key: 1 to 64 letters and digits",
    }),
    identity: identityId,
  },
};

const variableName = text({
  // A JavaScript object cannot be trusted to carry the name __proto__ along.
  pattern: /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]*$/,
  atMost: 256,
  expected: "at most 256 letters, digits and _, not starting with a digit",
});

const variableValue = text({
  atMost: 100_000,
  expected: "a text of 1 to 100000 characters without NUL",
  hint: "leave the variable out where it has no value",
  // A value that was refused may well be a secret in the wrong place.
  secret: true,
});

export const variables: MapRule = { kind: "map", key: variableName, value: variableValue, atMost: 1000 };
