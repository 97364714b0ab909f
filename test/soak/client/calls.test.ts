import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import type { Leftovers } from "./calls";

/** A short round in the test command; `npm run test:soak -- --calls 1000000` for a long one. */
const calls = Number(process.env.CLIENT_CALLS ?? 40_000);

test(
  `${calls} calls leave nothing behind, and the process ends with its work`,
  async () => {
    const script = path.join(__dirname, "calls.ts");
    const run = [
      ...["--expose-gc", "--unhandled-rejections=strict", "--import"],
      require.resolve("tsx"),
      script,
      String(calls),
    ];
    // Ended by itself: a process that is held would be killed here, and fail.
    const { stdout } = await promisify(execFile)(process.execPath, run, { timeout: 60_000 + calls / 10 });
    const left = JSON.parse(stdout) as Leftovers;
    process.stdout.write(`${stdout}\n`);
    expect(left).toMatchObject({ calls, handles: [], listeners: 0 });
    // However many calls: what the engine itself keeps of code and shapes is less.
    expect(left.heapGrowthBytes).toBeLessThan(2_000_000);
    expect(left.fetches).toBeGreaterThan(20);
    expect(left.failures).toBeLessThan(calls / 2);
  },
  120_000 + calls / 5,
);
