import { EnvironmentKeys, KeyCredential, createScoringClient, serviceOutputs } from "../client";
import { authModeRow } from "../contract/auth-modes";
import { AzureCredential } from "./azure-credential";
import { defineCommand } from "./define-command";
import { readJson, readOutputs } from "./files";
import { scoreHelp } from "./help";
import { UsageError } from "./usage-error";

const variables = { primary: "AZUREML_WEBSERVICE_PRIMARY_KEY", secondary: "AZUREML_WEBSERVICE_SECONDARY_KEY" };

export const score = defineCommand({
  help: scoreHelp,
  options: {
    input: { type: "string" },
    deployment: { type: "string" },
    "timeout-ms": { type: "string" },
    "vault-scope": { type: "string" },
    "allow-http": { type: "boolean" },
    details: { type: "boolean" },
  },
  async run(values) {
    if (values.input === undefined) {
      throw new UsageError("--input is missing: must name a file with the input, or be - for standard input");
    }
    if (values.input === "-" && (values.outputs ?? "-") === "-") {
      throw new UsageError("--outputs and --input cannot both be standard input: write the outputs to a file");
    }
    const timeoutMs = parseTimeout(values["timeout-ms"]);
    const outputs = serviceOutputs(await readOutputs(values.outputs), values.service);
    const input = await readJson("--input", values.input);
    const sendsKeys = authModeRow(outputs.authMode)?.credential === "key";
    const hasVariables = Object.values(variables).some((name) => process.env[name]);
    // Keys in the outputs need no identity that reads a vault.
    const outputKey = outputs.primaryKey ?? outputs.secondaryKey;
    const client = createScoringClient(outputs, {
      credential: sendsKeys && outputKey !== undefined ? undefined : new AzureCredential(),
      source: sendsKeys && hasVariables ? new KeyCredential(new EnvironmentKeys(variables)) : undefined,
      keyVault: { scope: values["vault-scope"] },
      allowHttp: values["allow-http"],
    });
    const result = await client.score(input, { deployment: values.deployment, timeoutMs });
    return values.details === true ? result : (result.value ?? null);
  },
});

function parseTimeout(value: string | undefined): number | undefined {
  const timeoutMs = value === undefined ? undefined : Number(value);
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs > 0)) {
    throw new UsageError(`--timeout-ms ${value} is not allowed: must be a whole number from 1 up`);
  }
  return timeoutMs;
}
