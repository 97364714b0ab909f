import { KeyVaultKeys, serviceOutputs, type ServiceOutputs } from "../client";
import { parsed } from "./arguments";
import { AzureCredential } from "./azure-credential";
import { readOutputs } from "./files";
import { keysHelp } from "./help";
import { UsageError } from "./usage-error";

export async function keys(args: string[]): Promise<unknown> {
  const values = parsed(args, { "show-secrets": { type: "boolean" }, "vault-scope": { type: "string" } }, keysHelp);
  const outputs = serviceOutputs(await readOutputs(values.outputs), values.service);
  const { authMode, scoringUri, keyReferences } = outputs;
  if (authMode !== "Key") {
    throw new UsageError(
      `the service has authMode ${authMode}, which has no keys; ${authMode === "None" ? "it asks for no credential" : "see the command token"}`,
    );
  }
  const told = { scoringUri, authMode, ...(keyReferences === undefined ? {} : { keyReferences }) };
  return values["show-secrets"] === true ? { ...told, keys: await valuesOf(outputs, values["vault-scope"]) } : told;
}

async function valuesOf(
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
  const read = await new KeyVaultKeys(keyReferences, new AzureCredential(), { slots, scope }).keys();
  return Object.fromEntries(
    read.map((key) => [key.description.name.replace(/ key$/, ""), key.authorization().replace(/^Bearer /, "")]),
  );
}
