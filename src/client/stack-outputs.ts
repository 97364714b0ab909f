import type { AuthMode } from "../contract/auth-mode";
import { authModeRow, authModes } from "../contract/auth-modes";
import type { KeyReferences } from "./credentials/key-vault-keys";
import type { TokenAcquisition } from "./credentials/token-acquisition";
import { invalidOption } from "./internal/option-checks";

/** What a caller needs to know of a service: outputs of its component, under their own names. */
export interface ServiceOutputs {
  /** The address that requests are sent to. */
  readonly scoringUri: string;
  /** How callers authenticate. */
  readonly authMode: AuthMode;
  /** How callers get a token. Absent where `authMode` is neither `AMLToken` nor `AADToken`. */
  readonly tokenAcquisition?: TokenAcquisition;
  /** Where the keys are, with `authMode` `Key`. Absent where no vault holds them. */
  readonly keyReferences?: KeyReferences;
  /** The primary key, with `authMode` `Key`: secret. Absent where the outputs do not show it. */
  readonly primaryKey?: string;
  /** The secondary key, with `authMode` `Key`: secret. Absent where the outputs do not show it. */
  readonly secondaryKey?: string;
}

/** What `pulumi stack output --json` prints in place of a secret. */
const hiddenByPulumi = "[secret]";

const outputNames = [
  "scoringUri",
  "authMode",
  "tokenAcquisition",
  "keyReferences",
  "primaryKey",
  "secondaryKey",
] as const;
type RawOutputs = { readonly [name in (typeof outputNames)[number]]?: unknown };

/**
 * Finds a service's outputs: a component's own, or a stack's as `pulumi stack output --json` prints them and the
 * automation API returns them. `service` names one of several: an exported object (`diabetes: { scoringUri, … }`), or
 * the prefix of the exports' names (`diabetesScoringUri`, …).
 *
 * Throws `CredentialError` (`InvalidConfiguration`) that says what is missing or does not fit.
 */
export function serviceOutputs(outputs: unknown, service?: string): ServiceOutputs {
  if (!isRecord(outputs)) {
    const found = typeof outputs === "string" ? "is a text" : "is no object";
    throw invalidOption("outputs", found, "must be the outputs of a service or a stack, read from their JSON");
  }
  const { scoringUri, authMode, tokenAcquisition, keyReferences, primaryKey, secondaryKey } = selectService(
    Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, unwrapOutput(value)])),
    service,
  );
  if (typeof scoringUri !== "string") {
    throw invalidOption(
      "scoringUri",
      scoringUri === undefined ? "is missing" : "is no text",
      "must be the service's address",
    );
  }
  return {
    scoringUri,
    authMode: checkedAuthMode(authMode),
    tokenAcquisition: checkedVersion("tokenAcquisition", tokenAcquisition) as TokenAcquisition | undefined,
    keyReferences: checkedReferences(keyReferences),
    primaryKey: checkedKey("primaryKey", primaryKey),
    secondaryKey: checkedKey("secondaryKey", secondaryKey),
  };
}

/** An output without the wrapper of Pulumi's automation API. */
function unwrapOutput(value: unknown): unknown {
  return isRecord(value) && "value" in value && typeof value.secret === "boolean" ? value.value : value;
}

function selectService(outputs: Record<string, unknown>, service: string | undefined): RawOutputs {
  if (service === undefined) {
    if (outputs.scoringUri !== undefined) {
      return outputs;
    }
    const candidates = serviceNames(outputs);
    throw invalidOption(
      "outputs",
      "hold no scoringUri",
      candidates.length === 0
        ? "the program has to export scoringUri and authMode of the service, and tokenAcquisition or keyReferences"
        : `name the service: ${candidates.join(" or ")}`,
    );
  }
  const nested = outputs[service];
  if (nested === hiddenByPulumi) {
    throw invalidOption(
      service,
      "is hidden",
      "read the outputs with --show-secrets, or export its keys apart from the rest",
    );
  }
  if (isRecord(nested)) {
    return nested;
  }
  const prefixed = Object.fromEntries(outputNames.map((name) => [name, outputs[prefixedName(service, name)]]));
  if (prefixed.scoringUri === undefined) {
    const candidates = serviceNames(outputs);
    throw invalidOption(
      `service ${JSON.stringify(service)}`,
      "is not in the outputs",
      `there must be an object ${service} or ${prefixedName(service, "scoringUri")}${candidates.length === 0 ? "" : `; there is ${candidates.join(", ")}`}`,
    );
  }
  return prefixed;
}

/** The services that the outputs seem to hold, as JSON strings. */
function serviceNames(outputs: Record<string, unknown>): string[] {
  return Object.entries(outputs)
    .flatMap(([name, value]) =>
      isRecord(value) && "scoringUri" in value ? [name] : (/^(.+)ScoringUri$/.exec(name)?.slice(1) ?? []),
    )
    .map((name) => JSON.stringify(name));
}

function prefixedName(service: string, name: string): string {
  return service + name.slice(0, 1).toUpperCase() + name.slice(1);
}

function checkedAuthMode(value: unknown): AuthMode {
  const row = typeof value === "string" ? authModeRow(value) : undefined;
  if (row === undefined) {
    throw invalidOption(
      "authMode",
      value === undefined ? "is missing" : `${JSON.stringify(value)} is not known`,
      `must be ${authModes.map(({ mode }) => mode).join(", ")}: export the service's output authMode, and update this package where it is newer`,
    );
  }
  return row.mode;
}

function checkedReferences(value: unknown): KeyReferences | undefined {
  const references = checkedVersion("keyReferences", value);
  if (references === undefined) {
    return undefined;
  }
  for (const slot of ["primary", "secondary", "active"]) {
    const reference = references[slot];
    if (reference !== undefined && !(isRecord(reference) && typeof reference.secretUri === "string")) {
      throw invalidOption(`keyReferences.${slot}`, "has no secretUri", "must be as the service's output has it");
    }
  }
  return references as KeyReferences;
}

/** An object with a versioned shape: version 1 is supported, with or without the number. */
function checkedVersion(name: string, value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null || value === "") {
    return undefined;
  }
  if (!isRecord(value)) {
    throw value === hiddenByPulumi
      ? invalidOption(name, "is hidden", "read the outputs with --show-secrets, or export it apart from what is secret")
      : invalidOption(name, "is no object", "must be the service's output");
  }
  if ((value.version ?? 1) !== 1) {
    throw invalidOption(
      `${name}.version`,
      `${JSON.stringify(value.version)} is not known`,
      "must be 1: update this package",
    );
  }
  return value;
}

function checkedKey(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "" || value === hiddenByPulumi) {
    return undefined;
  }
  if (typeof value !== "string") {
    throw invalidOption(name, "is no text", "must be a key");
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
