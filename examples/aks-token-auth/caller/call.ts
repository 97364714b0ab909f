// Asks the service for predictions with tokens of Azure ML, which the client keeps and renews in time.
//
//   pulumi stack output --json > outputs.json
//   npx tsx caller/call.ts outputs.json
//
// --allow-http sends tokens over http to public addresses, too: everybody on the way can read them.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { DefaultAzureCredential } from "@azure/identity";
import { createScoringClient } from "azureml-webservice/client";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { "allow-http": { type: "boolean" } } });
const outputs = JSON.parse(readFileSync(positionals[0] ?? "outputs.json", "utf8")) as Record<string, unknown>;
const client = createScoringClient(outputs, {
  credential: new DefaultAzureCredential(),
  allowHttp: values["allow-http"],
});
const rows = [[0.038, 0.05, 0.062, 0.022, -0.044, -0.035, -0.043, -0.003, 0.02, -0.018]];

async function main() {
  const { value } = await client.score<number[]>({ data: rows });
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
