// Asks the service for predictions, with the key that its vault says to use, through every rotation.
//
//   pulumi stack output --json > outputs.json
//   node caller/call.mjs outputs.json        # one prediction
//   node caller/call.mjs outputs.json 60     # one after the other for 60 seconds, then what became of them
//
// --allow-http sends keys over http to public addresses, too: everybody on the way can read them.
//
// It reads the vault as whoever is signed in: a managed identity, the Azure CLI, or what else DefaultAzureCredential
// finds. KEY_MAX_AGE_SECONDS says how long it keeps a key (60): rotations have to be further apart than that.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { DefaultAzureCredential } from "@azure/identity";
import { createScoringClient } from "azureml-webservice/client";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { "allow-http": { type: "boolean" } } });
const [file, seconds = "0"] = positionals;
if (file === undefined || !(Number(seconds) >= 0)) {
  console.error("usage: node caller/call.mjs <outputs.json> [seconds] [--allow-http]");
  process.exit(2);
}
const service = createScoringClient(JSON.parse(readFileSync(file, "utf8")), {
  credential: new DefaultAzureCredential(),
  keyVault: { maxAgeMs: 1000 * Number(process.env.KEY_MAX_AGE_SECONDS ?? 60) },
  allowHttp: values["allow-http"],
});
const data = [[0.038, 0.05, 0.062, 0.022, -0.044, -0.035, -0.043, -0.003, 0.02, -0.018]];

if (Number(seconds) === 0) {
  const { value } = await service.score({ data });
  console.log(JSON.stringify(value));
} else {
  let stopped = false;
  process.once("SIGTERM", () => (stopped = true));
  const end = Date.now() + 1000 * Number(seconds);
  const seen = { requests: 0, failed: 0, atSecondTry: 0 };
  while (!stopped && Date.now() < end) {
    seen.requests++;
    try {
      const { attempts } = await service.score({ data });
      seen.atSecondTry += attempts > 1 ? 1 : 0;
    } catch (error) {
      seen.failed++;
      console.error(error.message);
    }
    await sleep(20);
  }
  console.log(JSON.stringify(seen));
}
