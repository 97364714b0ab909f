import { existsSync, readdirSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { parse, stateFolder, stateHelp, stateOption, UsageError, type Command } from "./command";
import { stopEverything } from "./stop";

export const reset: Command = {
  summary: "stop everything and delete the state",
  help: `Usage: local-azure reset [options]

Stops the server and all containers, then deletes the state: all resources, principals and roles, blobs, logs, file shares.
Asks first when it runs in a terminal.

  --yes                 do not ask
${stateHelp}`,

  async run(words) {
    const { values } = parse(words, { ...stateOption, yes: { type: "boolean" } }, { least: 0, most: 0 });
    const stateDir = stateFolder(values);
    if (!existsSync(stateDir) || readdirSync(stateDir).length === 0) {
      console.log("nothing to delete");
      return 0;
    }
    // A wrong --state-dir must not cost anybody their home.
    if (!existsSync(`${stateDir}/server.lock`)) {
      throw new UsageError(`${stateDir} is not a state folder of local Azure: it has no server.lock`);
    }
    if (!values.yes && process.stdin.isTTY && !(await confirmed(stateDir))) {
      console.log("nothing was deleted");
      return 1;
    }
    await stopEverything(stateDir);
    rmSync(stateDir, { recursive: true, force: true });
    console.log(`deleted ${stateDir}`);
    return 0;
  },
};

async function confirmed(stateDir: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question(`Stop everything and delete ${stateDir}? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(reply.trim());
}
