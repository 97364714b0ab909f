import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import type { ScoringLeftovers } from "./scoring-calls";

/** A short round in the test command; `npm run test:soak -- --calls 1000000` for a long one. */
const calls = Number(process.env.CLIENT_CALLS ?? 5000);

test(
  `${calls} predictions leave nothing behind, and the process ends with its work`,
  async () => {
    const script = path.join(__dirname, "scoring-calls.ts");
    const run = ["--expose-gc", "--unhandled-rejections=strict", "--import", require.resolve("tsx"), script];
    // Ended by itself: a process that is held would be killed here, and fail.
    const timeout = 120_000 + calls * 2;
    const { stdout } = await promisify(execFile)(process.execPath, [...run, String(calls)], { timeout });
    const left = JSON.parse(stdout) as ScoringLeftovers;
    process.stdout.write(`${stdout}\n`);
    expect(left).toMatchObject({ calls, handles: [], listeners: 0 });
    // However many calls: what the engine itself keeps of code, shapes and connections is less.
    expect(left.heapGrowthBytes).toBeLessThan(3_000_000);
    expect(left.answered + left.failures).toBe(calls + 5000);
    expect(left.answered).toBeGreaterThan(calls / 2);
    expect(left.failures).toBeGreaterThan(calls / 50);
  },
  180_000 + calls * 2,
);
