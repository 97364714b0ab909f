import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

const help = `Usage: npm run test:soak -- [options]

The tests that go on for long, with their counts and seeds from the command line:
deployments and local Azure killed at random points, a service that is edited under load while Azure fails, keys that are
rotated under load, one worker under load, a vault that is away, hostile values in every input, and the client's calls and schedules.

Options:
  --rounds <n>     how often something is killed, on each engine (default 50)
  --edits <n>      edits of the service under load, on each engine (default 100)
  --rotations <n>  rotations under load, on each engine and host (default 20)
  --max-age <n>    seconds for which the callers of those keep a key (default 60)
  --load <n>       seconds for which a service with one worker is under load (default 300)
  --outage <n>     seconds for which the vault is away, an identity late and a role not in force (default 90)
  --seed <n>       where the random points begin (default: a new one, which is printed)
  --runs <n>       hostile values for each property (default 5000)
  --calls <n>      calls of the client, for what they leave behind (default 1000000)
  --schedules <n>  schedules of calls, ends and failures for each law of the client (default 1000)
  --help           this text`;

function count(name: string, given: string | undefined, otherwise: number): number {
  const number = given === undefined ? otherwise : Number(given);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new Error(`--${name} ${given} is not allowed: must be a whole number from 1 up`);
  }
  return number;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string" },
      edits: { type: "string" },
      rotations: { type: "string" },
      "max-age": { type: "string" },
      load: { type: "string" },
      outage: { type: "string" },
      seed: { type: "string" },
      runs: { type: "string" },
      calls: { type: "string" },
      schedules: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return;
  }
  const seed = count("seed", values.seed, 1 + Math.floor(Math.random() * 1e9));
  const env = {
    ...process.env,
    KILL_ROUNDS: String(count("rounds", values.rounds, 50)),
    ONLINE_KILL_ROUNDS: String(count("rounds", values.rounds, 50)),
    KILL_SEED: String(seed),
    ONLINE_EDITS: String(count("edits", values.edits, 100)),
    ONLINE_SEED: String(seed),
    ROTATIONS: String(count("rotations", values.rotations, 20)),
    LOAD_SECONDS: String(count("load", values.load, 300)),
    FAULT_SECONDS: String(count("outage", values.outage, 90)),
    KEY_MAX_AGE_SECONDS: String(count("max-age", values["max-age"], 60)),
    FC_RUNS: String(count("runs", values.runs, 5000)),
    CLIENT_CALLS: String(count("calls", values.calls, 1_000_000)),
    CLIENT_RUNS: String(count("schedules", values.schedules, 1000)),
    CLIENT_SEED: String(seed),
  };
  console.log(
    `rounds ${env.KILL_ROUNDS}, edits ${env.ONLINE_EDITS}, rotations ${env.ROTATIONS}, load ${env.LOAD_SECONDS} s, seed ${seed}, runs ${env.FC_RUNS}, calls ${env.CLIENT_CALLS}, schedules ${env.CLIENT_RUNS}`,
  );
  const jest = spawn(
    process.execPath,
    [
      require.resolve("jest/bin/jest"),
      "-w",
      "1",
      "kill",
      "soak",
      "hostile",
      "client/credentials.laws",
      "client/local-azure",
    ],
    {
      env,
      stdio: "inherit",
    },
  );
  jest.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
