import { isAlive, type ProcessIdentity } from "../toolchain/process-identity";
import { endProcess } from "../runner/process";
import { runningServer } from "../spawn";
import { State } from "../state";
import { parse, stateFolder, stateHelp, stateOption, type Command } from "./command";

export const stop: Command = {
  summary: "stop the server and end all containers; the state stays",
  help: `Usage: local-azure stop [options]

Stops the server and ends the processes of all containers. The next start brings them back.

${stateHelp}`,

  async run(words) {
    const { values } = parse(words, stateOption, { least: 0, most: 0 });
    const { server, containers } = await stopEverything(stateFolder(values));
    console.log(
      server
        ? `stopped (process ${server.pid})`
        : containers > 0
          ? `the server was not running; ended ${containers} containers that it had left`
          : "not running",
    );
    return 0;
  },
};

/** Ends the server, and the containers, too, of a server that was killed. */
export async function stopEverything(
  stateDir: string,
): Promise<{ server: ProcessIdentity | undefined; containers: number }> {
  const server = runningServer(stateDir)?.process;
  if (server !== undefined) {
    process.kill(server.pid, "SIGTERM");
    while (isAlive(server)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const state = new State(stateDir);
  const left = state.groups().flatMap((group) =>
    state.containersOnDisk(group).flatMap((name) => {
      const recorded = state.readRuntime(group, name)?.process;
      return recorded && isAlive(recorded) ? [recorded] : [];
    }),
  );
  await Promise.all(left.map(endProcess));
  return { server, containers: left.length };
}
