import { KeyVaultKeys, serviceOutputs, type ServiceOutputs } from "../client";
import { authModeRow } from "../contract/auth-modes";
import { AzureCredential } from "./azure-credential";
import { defineCommand } from "./define-command";
import { readOutputs } from "./files";
import { keysHelp } from "./help";
import { UsageError } from "./usage-error";

export const keys = defineCommand({
  help: keysHelp,
  options: { "show-secrets": { type: "boolean" }, "vault-scope": { type: "string" } },
  async run(values) {
    const outputs = serviceOutputs(await readOutputs(values.outputs), values.service);
    const { authMode, scoringUri, keyReferences } = outputs;
    const credential = authModeRow(authMode)?.credential;
    if (credential !== "key") {
      throw new UsageError(
        `the service has authMode ${authMode}, which has no keys; ${credential === "none" ? "it asks for no credential" : "see the command token"}`,
      );
    }
    const places = { scoringUri, authMode, ...(keyReferences === undefined ? {} : { keyReferences }) };
    return values["show-secrets"] === true
      ? { ...places, keys: await readKeys(outputs, values["vault-scope"]) }
      : places;
  },
});

async function readKeys(
  { primaryKey, secondaryKey, keyReferences }: ServiceOutputs,
  scope: string | undefined,
): Promise<Record<string, string>> {
  if (primaryKey !== undefined || secondaryKey !== undefined) {
    return Object.fromEntries(
      Object.entries({ primary: primaryKey, secondary: secondaryKey }).flatMap(([slot, key]) =>
        key === undefined ? [] : [[slot, key]],
      ),
    );
  }
  if (keyReferences === undefined) {
    throw new UsageError(
      "the outputs show no keys and have no keyReferences: pulumi stack output --json --show-secrets prints keys that the program exports",
    );
  }
  const slots = keyReferences.primary && keyReferences.secondary ? "both" : "active";
  const vaultKeys = await new KeyVaultKeys(keyReferences, new AzureCredential(), { slots, scope }).keys();
  return Object.fromEntries(
    vaultKeys.map((key) => [key.description.name.replace(/ key$/, ""), key.authorization().replace(/^Bearer /, "")]),
  );
}
