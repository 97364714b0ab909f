import { startLocalAzure, type LocalAzureOptions } from "./server";

/** The program of a server in a process of its own: its options are one argument in JSON, see spawn.ts. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? "{}") as LocalAzureOptions;
  const log = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
  const server = await startLocalAzure({ ...options, log });
  log(`listening on ${server.url}`);
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (!stopping) {
        stopping = true;
        void server.stop().then(() => process.exit(0));
      }
    });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
