// Runs a program as the Automation API does: inside of a process that may hold several, in a context of its own, and with
// hooks called from outside of it. Started with the variables that `program.ts` sets; secrets come that way, too.
const { createRequire } = require("node:module");
const { join } = require("node:path");

const { main, folder, project, stack, monitor, dryRun } = JSON.parse(process.env.INLINE_PROGRAM ?? "{}");
// The SDK of the program, so that both have the same one.
const load = createRequire(join(folder, "program.js"));
const { LanguageServer } = load("@pulumi/pulumi/automation/server");
const { RunRequest } = load("@pulumi/pulumi/proto/language_pb");

const request = new RunRequest();
request.setProject(project);
request.setStack(stack);
request.setOrganization("organization");
request.setMonitorAddress(monitor);
request.setArgsList([monitor]);
request.setDryrun(dryRun);
request.setParallel(16);
for (const [key, value] of Object.entries(JSON.parse(process.env.PULUMI_CONFIG ?? "{}"))) {
  request.getConfigMap().set(key, value);
}
request.setConfigsecretkeysList(JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]"));

const server = new LanguageServer(async () => load(main));
void server.run({ request }, (error) => {
  if (error) {
    process.stderr.write(`${error.message}\n`);
  }
  process.exit(error ? 1 : 0);
});
