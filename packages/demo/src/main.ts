import { folderOf } from "@azureml-webservice/local-azure/runner/programs";
import { ToolchainError } from "@azureml-webservice/local-azure/toolchain";
import { hintFor } from "./azure/hints";
import { AzureStage } from "./azure/stage";
import { helpText } from "./help";
import { DemoFailure, type Scenario } from "./scenario";
import { aciKeyAuth } from "./scenarios/aci-key-auth";
import { aciTls } from "./scenarios/aci-tls";
import { aksComputeTarget } from "./scenarios/aks-compute-target";
import { aksKeyAuth } from "./scenarios/aks-key-auth";
import { aksTokenAuth } from "./scenarios/aks-token-auth";
import { keyRotation } from "./scenarios/key-rotation";
import { managedEntraAuth } from "./scenarios/managed-entra-auth";
import { Stage } from "./stage";
import { Terminal } from "./terminal";
import { readWish } from "./options";

const others = [aciTls, aciKeyAuth, aksKeyAuth, aksTokenAuth, managedEntraAuth, aksComputeTarget] as const;
// The first is the default. The container that reads the vault is curl, which nearly every machine has.
const scenarios: [Scenario, ...Scenario[]] =
  folderOf("curl") === undefined ? [...others, keyRotation] : [keyRotation, ...others];

async function main(): Promise<number> {
  const wanted = readWish(process.argv.slice(2), scenarios);
  if (wanted === "help") {
    console.log(helpText(scenarios));
    return 0;
  }
  const terminal = new Terminal();
  const stage = wanted.azure
    ? new AzureStage(wanted, wanted.azure, terminal)
    : new Stage(wanted.scenario, wanted.engine, wanted.keep, terminal);
  let interrupted = false;
  const interrupt = () => {
    if (interrupted) {
      return;
    }
    interrupted = true;
    terminal.section("Interrupted; cleaning up");
    terminal.outcome = "It was interrupted.";
    void stage
      .clear("interrupted")
      .catch((error: unknown) => terminal.line(`could not clean up: ${reason(error)}`))
      .finally(() => process.exit(130));
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    await stage.open();
    await wanted.scenario.run(stage);
    const holds = terminal.summary();
    await stage.close();
    return holds ? 0 : 1;
  } catch (error) {
    if (!interrupted) {
      tell(terminal, error, wanted.azure !== undefined);
      await stage.clear().catch((more: unknown) => terminal.line(`could not clean up: ${reason(more)}`));
    }
    return 1;
  }
}

function tell(terminal: Terminal, error: unknown, isAzure: boolean): void {
  if (error instanceof DemoFailure && error.log) {
    terminal.plain(error.log);
  }
  const told = `The demo cannot go on: ${reason(error)}`;
  terminal.outcome = told.split("\n")[0] ?? told;
  terminal.section(told);
  const log = error instanceof DemoFailure ? (error.log ?? "") : "";
  const hint = isAzure ? hintFor(`${reason(error)}\n${log}`) : undefined;
  if (hint !== undefined) {
    terminal.line(hint);
  }
}

/** What the machine refuses is said in a line; only a mistake of the demo itself needs its stack. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined && ["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EEXIST"].includes(code)) {
    return `cannot write ${path ?? "its files"} (${code}); make room or rights for it`;
  }
  return error instanceof DemoFailure || error instanceof ToolchainError
    ? error.message
    : (error.stack ?? error.message);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
