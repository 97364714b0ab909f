import * as azure from "../../validation/azure-rules";
import { identityId } from "../../validation/identity-rules";
import { choice, type ListRule, type ObjectRule, text } from "../../validation/rule";
import { LogAnalyticsLogType } from "../enums";

/** What concerns the group as a whole: registries, logs and encryption. */

const registryCredential: ObjectRule = {
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

export const imageRegistryCredentials: ListRule = {
  kind: "list",
  item: registryCredential,
  plain: true,
  atMost: 20,
  distinctBy: "server",
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
