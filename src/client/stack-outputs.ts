import { AuthMode } from "../contract/auth-mode";
import type { KeyReferences } from "./credentials/key-vault-keys";
import { invalid } from "./internal/secure-url";
import type { TokenAcquisition } from "./credentials/token-acquisition";

/** What a caller has to know of a service: outputs of its component, under their own names. */
export interface ServiceOutputs {
  readonly scoringUri: string;
  readonly authMode: AuthMode;
  /** With `authMode` `AMLToken` and `AADToken`. */
  readonly tokenAcquisition?: TokenAcquisition;
  /** With `authMode` `Key`, when the keys are kept in a vault. */
  readonly keyReferences?: KeyReferences;
  /** With `authMode` `Key`: secret. */
  readonly primaryKey?: string;
  readonly secondaryKey?: string;
}

/** What `pulumi stack output --json` prints for what it does not show. */
export const hiddenByPulumi = "[secret]";

const names = ["scoringUri", "authMode", "tokenAcquisition", "keyReferences", "primaryKey", "secondaryKey"] as const;
type Name = (typeof names)[number];
type Found = { readonly [name in Name]?: unknown };

/**
 * Finds a service's outputs: a component's own, or a stack's as `pulumi stack output --json` prints them and the
 * automation API returns them. `service` names one of several: an exported object (`diabetes: { scoringUri, … }`), or
 * what the exports' names begin with (`diabetesScoringUri`, …).
 */
export function serviceOutputs(outputs: unknown, service?: string): ServiceOutputs {
  if (!isRecord(outputs)) {
    const found = typeof outputs === "string" ? "is a text" : "is no object";
    throw invalid("outputs", found, "must be the outputs of a service or a stack, read from their JSON");
  }
  const found = picked(
    Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, plain(value)])),
    service,
  );
  const { scoringUri, authMode, tokenAcquisition, keyReferences, primaryKey, secondaryKey } = found;
  if (typeof scoringUri !== "string") {
    throw invalid(
      "scoringUri",
      scoringUri === undefined ? "is missing" : "is no text",
      "must be the service's address",
    );
  }
  return {
    scoringUri,
    authMode: authModeOf(authMode),
    tokenAcquisition: versioned("tokenAcquisition", tokenAcquisition) as TokenAcquisition | undefined,
    keyReferences: referencesOf(keyReferences),
    primaryKey: keyOf("primaryKey", primaryKey),
    secondaryKey: keyOf("secondaryKey", secondaryKey),
  };
}

/** An output without the wrapper that Pulumi's automation API puts around it. */
function plain(value: unknown): unknown {
  return isRecord(value) && "value" in value && typeof value.secret === "boolean" ? value.value : value;
}

function picked(outputs: Record<string, unknown>, service: string | undefined): Found {
  if (service === undefined) {
    if (outputs.scoringUri !== undefined) {
      return outputs;
    }
    const known = candidates(outputs);
    throw invalid(
      "outputs",
      "hold no scoringUri",
      known.length === 0
        ? "the program has to export scoringUri and authMode of the service, and tokenAcquisition or keyReferences"
        : `name the service: ${known.map((name) => JSON.stringify(name)).join(" or ")}`,
    );
  }
  const nested = outputs[service];
  if (nested === hiddenByPulumi) {
    throw invalid(service, "is hidden", "read the outputs with --show-secrets, or export its keys apart from the rest");
  }
  if (isRecord(nested)) {
    return nested;
  }
  const prefixed = Object.fromEntries(names.map((name) => [name, outputs[prefixedBy(service, name)]]));
  if (prefixed.scoringUri === undefined) {
    const known = candidates(outputs).map((name) => JSON.stringify(name));
    throw invalid(
      `service ${JSON.stringify(service)}`,
      "is not in the outputs",
      `there must be an object ${service} or ${prefixedBy(service, "scoringUri")}${known.length === 0 ? "" : `; there is ${known.join(", ")}`}`,
    );
  }
  return prefixed;
}

/** The services that the outputs seem to hold. */
function candidates(outputs: Record<string, unknown>): string[] {
  return Object.entries(outputs).flatMap(([name, value]) =>
    isRecord(value) && "scoringUri" in value ? [name] : (/^(.+)ScoringUri$/.exec(name)?.slice(1) ?? []),
  );
}

function prefixedBy(service: string, name: string): string {
  return service + name.slice(0, 1).toUpperCase() + name.slice(1);
}

function authModeOf(value: unknown): AuthMode {
  const modes: readonly unknown[] = Object.values(AuthMode);
  if (!modes.includes(value)) {
    throw invalid(
      "authMode",
      value === undefined ? "is missing" : `${JSON.stringify(value)} is not known`,
      `must be ${modes.join(", ")}: export the service's output authMode, and update this package where it is newer`,
    );
  }
  return value as AuthMode;
}

function referencesOf(value: unknown): KeyReferences | undefined {
  const references = versioned("keyReferences", value);
  if (references === undefined) {
    return undefined;
  }
  for (const slot of ["primary", "secondary", "active"]) {
    const reference = references[slot];
    if (reference !== undefined && !(isRecord(reference) && typeof reference.secretUri === "string")) {
      throw invalid(`keyReferences.${slot}`, "has no secretUri", "must be as the service's output has it");
    }
  }
  return references as KeyReferences;
}

/** An object whose shape may change: version 1 is the one that is known, with or without saying so. */
function versioned(name: string, value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === "") {
    return undefined;
  }
  if (!isRecord(value)) {
    throw value === hiddenByPulumi
      ? invalid(name, "is hidden", "read the outputs with --show-secrets, or export it apart from what is secret")
      : invalid(name, "is no object", "must be the service's output");
  }
  if ((value.version ?? 1) !== 1) {
    throw invalid(`${name}.version`, `${JSON.stringify(value.version)} is not known`, "must be 1: update this package");
  }
  return value;
}

function keyOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "" || value === hiddenByPulumi) {
    return undefined;
  }
  if (typeof value !== "string") {
    throw invalid(name, "is no text", "must be a key");
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
