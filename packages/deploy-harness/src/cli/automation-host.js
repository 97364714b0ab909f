// Deploys with the Automation API and an inline program: `automation-host.js preview|up`. Everything else comes in the
// environment, which `workspace.ts` sets.
const { appendFileSync, copyFileSync, mkdtempSync, rmSync } = require("node:fs");
const { createRequire } = require("node:module");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const { main, folder, project, stack, configFile, eventLog } = JSON.parse(process.env.INLINE_PROGRAM ?? "{}");
// The SDK of the program, so that both have the same one.
const load = createRequire(join(folder, "program.js"));
const { LocalWorkspace } = load("@pulumi/pulumi/automation");

async function deploy(operation) {
  const workDir = mkdtempSync(join(tmpdir(), "automation-"));
  try {
    copyFileSync(configFile, join(workDir, `Pulumi.${stack}.yaml`));
    const program = { stackName: stack, projectName: project, program: async () => load(main) };
    const selected = await LocalWorkspace.selectStack(program, { workDir });
    await selected[operation]({
      color: "never",
      onOutput: (text) => process.stdout.write(text),
      onEvent: (event) => appendFileSync(eventLog, `${JSON.stringify(event)}\n`, { mode: 0o600 }),
    });
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

deploy(process.argv[2]).then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
