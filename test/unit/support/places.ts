import type { Rule } from "../../../src/validation/rule";
import {
  automatic,
  certificate,
  identityId,
  managedKey,
  minimal,
  oldKey,
  pem,
  registry,
  share,
  subnetId,
  vaultId,
} from "../../support/examples";
import { harmlessAcceptance, harmlessVault } from "../../support/key-vaults";

/** One place in a set of valid inputs where a value can be put. */
export interface Place {
  /** As messages name it. */
  readonly path: string;
  readonly steps: readonly string[];
  readonly rule: Rule;
  /** What stands there in the valid inputs. */
  readonly harmless: unknown;
}

/** Valid inputs that together use every setting; each value is unlike all others, so that it can be found again. */
export const bases: Record<string, object> = {
  everything: {
    resourceGroupName: "harmless-group",
    location: "westeurope",
    serviceName: "harmless-name",
    image: "contoso.azurecr.io/harmless:1",
    gatewayImage: "contoso.azurecr.io/gateway:1",
    tags: { harmlessTag: "harmless tag" },
    authEnabled: true,
    tokenAuthEnabled: false,
    keys: { rotation: { primary: 3, secondary: 2 }, initial: { primary: oldKey, secondary: "0123456789abcdefghij" } },
    cors: { allowedOrigins: ["https://harmless.example"], allowedHeaders: ["X-Harmless"], maxAgeSeconds: 61 },
    modelShare: share,
    command: ["harmless-command"],
    environmentVariables: { HARMLESS: "harmless value" },
    secretEnvironmentVariables: { HARMLESS_SECRET: "harmless secret" },
    cpuCores: 2.5,
    memoryGb: 3.25,
    livenessProbe: {
      path: "/harmless",
      initialDelaySeconds: 11,
      periodSeconds: 12,
      timeoutSeconds: 13,
      successThreshold: 14,
      failureThreshold: 15,
    },
    readinessProbe: {
      path: "/harmless-too",
      initialDelaySeconds: 21,
      periodSeconds: 22,
      timeoutSeconds: 23,
      successThreshold: 24,
      failureThreshold: 25,
    },
    imageRegistryCredentials: [{ ...registry, server: "harmless.azurecr.io" }],
    identity: { type: "SystemAssigned" },
    port: 8443,
    scoringPort: 5007,
    dnsNameLabel: "harmless-label",
    dnsNameLabelScope: "Noreuse",
    bodyLimitMb: 7,
    scoringTimeoutMs: 61_234,
    logAnalytics: {
      workspaceId: "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
      workspaceKey: "aGFybWxlc3M=",
      logType: "ContainerInsights",
    },
    applicationInsights: { instrumentationKey: "5a1f6471-1bf0-4dda-aec3-cb9272f09590" },
    customerManagedKey: managedKey,
  },
  certificate: { ...minimal, port: 8443, tls: { ...certificate, http3: true } },
  automatic: {
    ...minimal,
    port: 8443,
    tls: {
      ...automatic,
      hostname: "harmless.example.com",
      email: "harmless@example.org",
      acmeDirectoryUrl: "https://harmless.example.net/directory",
      acmeTrustedRootsPem: pem("root.pem"),
    },
  },
  subnet: { ...minimal, subnetId, identity: { type: "UserAssigned", userAssignedIdentityIds: [identityId] } },
  pulling: { ...minimal, imageRegistryCredentials: [{ server: "harmless.azurecr.io", identity: identityId }] },
  encrypting: { ...minimal, customerManagedKey: { ...managedKey, identity: identityId } },
  "keys in a vault": {
    ...minimal,
    authEnabled: true,
    keys: {
      rotation: { primary: 3, secondary: 2, replaceBothAt: { primary: 5, secondary: 6 } },
      vault: harmlessVault,
      acceptance: harmlessAcceptance,
      sync: { intervalSeconds: 79, image: "contoso.azurecr.io/curl:1", identityId },
    },
  },
  waiting: { ...minimal, authEnabled: true, keys: { vault: { vaultId }, acceptance: { check: "Wait" } } },
  files: {
    ...minimal,
    entryScript: "score.py",
    sourceDirectory: "service",
    modelDirectory: "model",
    scoringPort: 5007,
    livenessProbe: { path: "/harmless" },
  },
};

/** All places of the rules that hold a value in these inputs. */
export function placesIn(rule: Rule, value: unknown, path = "", steps: readonly string[] = []): Place[] {
  if (value === undefined) {
    return [];
  }
  const here: Place[] = path === "" ? [] : [{ path, steps, rule, harmless: value }];
  const held = value as Record<string, unknown>;
  switch (rule.kind) {
    case "leaf":
      return here;
    case "object":
      return Object.entries(rule.properties).reduce(
        (places, [name, property]) =>
          places.concat(placesIn(property, held[name], path === "" ? name : `${path}.${name}`, [...steps, name])),
        here,
      );
    case "list":
      return [...here, ...placesIn(rule.item, held[0], `${path}[0]`, [...steps, "0"])];
    case "map":
      return Object.keys(held).reduce(
        (places, name) =>
          places.concat(placesIn(rule.value, held[name], `${path}[${JSON.stringify(name)}]`, [...steps, name])),
        here,
      );
  }
}

/** The same inputs with another value in one place. */
export function withValue(args: object, steps: readonly string[], value: unknown): object {
  const [step = "", ...rest] = steps;
  const held = (args as Record<string, unknown>)[step];
  const changed = rest.length === 0 ? value : withValue(held as object, rest, value);
  if (Array.isArray(args)) {
    return args.map((item: unknown, i) => (String(i) === step ? changed : item));
  }
  return { ...args, [step]: changed };
}

/** Whether a place takes any text or number of a kind, and not one of a few values that each mean something else. */
export function isOpen({ rule, harmless }: Place): boolean {
  return rule.kind === "leaf" && typeof harmless !== "boolean" && !rule.expected.startsWith("one of");
}
