import { spawn } from "node:child_process";
import * as path from "node:path";
import * as readline from "node:readline";
import type { Readable } from "node:stream";

import { buildPackage } from "@azureml-webservice/demo/build-package";
import { ensureToolchain } from "@azureml-webservice/local-azure/toolchain";
import { ensureClients } from "@azureml-webservice/local-azure/toolchain/clients";
import { azureCli } from "./azure-cli";
import { tableOf, type Call, type Tell } from "./calls";
import { Stage, type Place } from "./stage";

const help = `Usage: npm run test:conformance

Deploys one service of each kind on a local Azure, and lets Microsoft's own clients, as they ship, work with them: from
PyPI (installed once, with Caddy and the inference server), from npm, and the Azure CLI where it is on the PATH. Lists each call with its result; fails when one
of them fails.`;

/** Fewer would mean that a client has ended early: a suite that asks nothing passes, too. */
const fewestCalls = 90;

async function main(): Promise<number> {
  if (process.argv.length > 2) {
    console.log(help);
    return process.argv.includes("--help") ? 0 : 2;
  }
  const log = (line: string) => console.log(line);
  await buildPackage(log);
  await ensureToolchain({ log });
  const { python } = await ensureClients({ log });
  const stage = new Stage();
  const calls: Call[] = [];
  const tell: Tell = (call) => {
    calls.push(call);
    if (call.error !== undefined) {
      log(`failed: ${call.client} ${call.call}: ${call.error}`);
    }
  };
  try {
    const place = await stage.open(log);
    log("Microsoft's clients for JavaScript");
    await drive(
      [process.execPath, "-r", require.resolve("tsx/cjs"), path.join(__dirname, "javascript.ts")],
      place,
      tell,
    );
    log((await azureCli(place, stage.folder, tell)) ? "the Azure CLI" : "no Azure CLI: az is not on the PATH");
    log("Microsoft's clients for Python");
    await drive([python, path.join(__dirname, "clients.py")], place, tell);
  } finally {
    await stage.close();
  }
  console.log(tableOf(calls));
  const failed = calls.filter(({ error }) => error !== undefined).length;
  console.log(`\n${calls.length} calls, ${failed} failed`);
  if (calls.length < fewestCalls) {
    console.log(`at least ${fewestCalls} were expected`);
  }
  return failed === 0 && calls.length >= fewestCalls ? 0 : 1;
}

/**
 * Clients have a process of their own, because whom they trust is set at its start. They say what they do as lines of
 * JSON on descriptor 3; what they print themselves is of no interest, but for what they complain of.
 */
async function drive(command: string[], place: Place, tell: Tell): Promise<void> {
  const [program = "", ...words] = command;
  const child = spawn(program, words, {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: place.caFile,
      PYTHONDONTWRITEBYTECODE: "1",
      ARM_CLOUD_METADATA_URL: `${place.resourceManager}/metadata/endpoints?api-version=2022-09-01`,
      REQUESTS_CA_BUNDLE: place.caFile,
      NO_PROXY: "127.0.0.1,localhost",
    },
    stdio: ["pipe", "ignore", "inherit", "pipe"],
  });
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    child.stdin?.end(JSON.stringify(place));
    for await (const line of readline.createInterface({ input: child.stdio[3] as Readable })) {
      tell(JSON.parse(line) as Call);
    }
    const code = await ended;
    if (code !== 0) {
      tell({ client: path.basename(words.at(-1) ?? ""), call: "its end", seconds: 0, error: `exit code ${code}` });
    }
  } finally {
    child.kill();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
