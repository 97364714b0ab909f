import { EnvironmentKeys, KeyCredential, createScoringClient, serviceOutputs } from "../client";
import { parsed } from "./arguments";
import { AzureCredential } from "./azure-credential";
import { readJson, readOutputs } from "./files";
import { scoreHelp } from "./help";
import { UsageError } from "./usage-error";

const variables = { primary: "AZUREML_WEBSERVICE_PRIMARY_KEY", secondary: "AZUREML_WEBSERVICE_SECONDARY_KEY" };

export async function score(args: string[]): Promise<unknown> {
  const own = {
    input: { type: "string" },
    deployment: { type: "string" },
    "timeout-ms": { type: "string" },
    "vault-scope": { type: "string" },
    details: { type: "boolean" },
  } as const;
  const values = parsed(args, own, scoreHelp);
  if (values.input === undefined) {
    throw new UsageError("--input is missing: must name a file with the input, or be - for standard input");
  }
  if (values.input === "-" && (values.outputs ?? "-") === "-") {
    throw new UsageError("--outputs and --input cannot both be standard input: write the outputs to a file");
  }
  const timeoutMs = timeoutOf(values["timeout-ms"]);
  const outputs = serviceOutputs(await readOutputs(values.outputs), values.service);
  const input = await readJson("--input", values.input);
  const hasVariables = Object.values(variables).some((name) => process.env[name]);
  // Keys that the outputs show need nobody who reads a vault.
  const shown = outputs.primaryKey ?? outputs.secondaryKey;
  const client = createScoringClient(outputs, {
    credential: outputs.authMode === "Key" && shown !== undefined ? undefined : new AzureCredential(),
    source: outputs.authMode === "Key" && hasVariables ? new KeyCredential(new EnvironmentKeys(variables)) : undefined,
    keyVault: { scope: values["vault-scope"] },
  });
  const result = await client.score(input, { deployment: values.deployment, timeoutMs });
  return values.details === true ? result : (result.value ?? null);
}

function timeoutOf(given: string | undefined): number | undefined {
  const timeout = given === undefined ? undefined : Number(given);
  if (timeout !== undefined && !(Number.isSafeInteger(timeout) && timeout > 0)) {
    throw new UsageError(`--timeout-ms ${given} is not allowed: must be a whole number from 1 up`);
  }
  return timeout;
}
