import * as http from "node:http";
import { parseArgs } from "node:util";

import { Gateway, primaryKey } from "../gateway/support/gateway";
import { loadRatios } from "./load";

const help = `Usage: npm run bench -- [options]

Ratios within one run, because absolute times say more of the machine than of the code:
  gateway   a request through the gateway with a key, over the same straight to the same server
  open      a request through the gateway without authentication, over the same straight to the server
  keys      the first over the second: what checking the key costs
  load      \`require\` of the library over that of Pulumi's modules in it alone; must stay below 1.10

Options:
  --rounds <n>    measured rounds, the parts in turn (default 9)
  --requests <n>  requests a round (default 500)
  --only <part>   gateway (the first three) or load
  --help          this text`;

const longestLoad = 1.1;

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Median milliseconds of one request after the other over one kept connection. */
async function requestTime(port: number, key: string | undefined, count: number): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await request(port, key, agent);
    times.push(performance.now() - started);
  }
  agent.destroy();
  return median(times);
}

function request(port: number, key: string | undefined, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    const options = { host: "127.0.0.1", port, path: "/score", method: "POST", headers, agent };
    const outgoing = http.request(options, (response) => {
      response
        .resume()
        .once("end", () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`status ${response.statusCode}`)),
        );
    });
    outgoing.once("error", reject);
    outgoing.end('{"data": [[1, 2, 3]]}');
  });
}

function tell(name: string, ratios: number[]): void {
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  console.log(`${name.padEnd(10)}${median(ratios).toFixed(2)}  (${least.toFixed(2)} to ${most.toFixed(2)})`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "9" },
      requests: { type: "string", default: "500" },
      only: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  if (values.only !== undefined && !["gateway", "load"].includes(values.only)) {
    throw new Error(`--only: "${values.only}" is no part; it is gateway or load`);
  }
  const [rounds, requests] = [Number(values.rounds), Number(values.requests)];
  if (values.only !== "load") {
    await measureGateway(rounds, requests);
  }
  if (values.only !== "gateway") {
    const ratios = await loadRatios(rounds);
    console.log(`medians of ${rounds} rounds (least to most), one process each`);
    tell("load", ratios);
    // The median, because a busy machine makes single rounds slow.
    if (!(median(ratios) <= longestLoad)) {
      throw new Error(`loading the library takes more than ${longestLoad} of what Pulumi's modules take`);
    }
  }
}

async function measureGateway(rounds: number, requests: number): Promise<void> {
  const closed = await Gateway.start();
  const open = await Gateway.start({ settings: { authEnabled: false } });
  const ratios = { gateway: [] as number[], open: [] as number[], keys: [] as number[] };
  try {
    await requestTime(closed.settings.port, primaryKey, 50);
    await requestTime(open.settings.port, undefined, 50);
    for (let round = 0; round < rounds; round++) {
      const straight = await requestTime(closed.settings.scoringPort, undefined, requests);
      const withKey = await requestTime(closed.settings.port, primaryKey, requests);
      const without = await requestTime(open.settings.port, undefined, requests);
      ratios.gateway.push(withKey / straight);
      ratios.open.push(without / straight);
      ratios.keys.push(withKey / without);
    }
  } finally {
    await closed.stop();
    await open.stop();
  }
  console.log(`medians of ${rounds} rounds (least to most), ${requests} requests each`);
  Object.entries(ratios).forEach(([name, measured]) => tell(name, measured));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
