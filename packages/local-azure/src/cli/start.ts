import { ensureToolchain } from "../toolchain";
import { startLocalAzure } from "../server";
import { runningServer, serverLogFile, spawnLocalAzure } from "../spawn";
import { parse, positiveNumber, stateFolder, stateHelp, stateOption, type Command } from "./command";

export const start: Command = {
  summary: "start it (in the background) and print its address",
  help: `Usage: local-azure start [options]

Starts local Azure, waits until it answers, and prints its address, plain and with TLS. Containers that ran before run again.

  --port <number>       the port on 127.0.0.1 (default: the last one, else any free one)
${stateHelp}
  --foreground          stay, print what happens, and stop with Ctrl-C`,

  async run(words) {
    const { values } = parse(
      words,
      { ...stateOption, port: { type: "string" }, foreground: { type: "boolean" } },
      { least: 0, most: 0 },
    );
    const stateDir = stateFolder(values);
    const port = positiveNumber("port", values.port, 65535);
    const server = runningServer(stateDir);
    if (server !== undefined) {
      console.log(`already running: ${server.url} (process ${server.process.pid})`);
      return port === undefined || server.url.endsWith(`:${port}`) ? 0 : 1;
    }
    // Now rather than with the first container: here somebody sees that it is going on.
    await ensureToolchain({ log: (line) => console.error(line) });
    if (values.foreground) {
      return stay(stateDir, port);
    }
    const { url, tlsUrl, caFile, pid } = await spawnLocalAzure({ stateDir, port, tls: true });
    console.log(`running: ${url} (process ${pid}, log ${serverLogFile(stateDir)})`);
    console.log(`with TLS: ${tlsUrl} (authority ${caFile})`);
    return 0;
  },
};

async function stay(stateDir: string, port: number | undefined): Promise<number> {
  const server = await startLocalAzure({ stateDir, port, tls: true, log: (line) => console.log(line) });
  console.log(`running: ${server.url}`);
  console.log(`with TLS: ${server.tlsUrl} (authority ${server.caFile})`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => resolve());
    }
  });
  console.log("stopping");
  await server.stop();
  return 0;
}
