import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Workspace } from "./workspace";

/** An installation that takes longer than this is given up: the stand-in will do. */
const INSTALLATION_LIMIT_MS = 60_000;

export interface RandomChoice {
  /** The provider's version that the program's SDK wants. */
  version: string;
  /** False when the stand-in has to serve. */
  real: boolean;
  /** For the one line that says what is used. */
  description: string;
}

/** Looks for the real `random` provider: on PATH, among the user's plugins, or by installing it. */
export async function chooseRandom(workspace: Workspace): Promise<RandomChoice> {
  const version = sdkVersion(workspace.project.main);
  if (onPath("pulumi-resource-random")) {
    return { version, real: true, description: "random provider on PATH" };
  }
  if (linkInstalled(workspace, version)) {
    return { version, real: true, description: `installed random provider ${version}` };
  }
  const install = ["plugin", "install", "resource", "random", version];
  const { code } = await workspace.start(install, { timeoutMs: INSTALLATION_LIMIT_MS }).finished;
  if (code === 0) {
    return { version, real: true, description: `random provider ${version}, installed now` };
  }
  return { version, real: false, description: `stand-in for the random provider (${version} cannot be installed)` };
}

function sdkVersion(main: string): string {
  const { version } = createRequire(join(main, "program.js"))("@pulumi/random/package.json") as { version: string };
  return version;
}

function onPath(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, name)));
}

/** Borrows a plugin from the user's own home instead of downloading it once more. */
function linkInstalled({ pluginFolder }: Workspace, version: string): boolean {
  const name = `resource-random-v${version}`;
  if (existsSync(join(pluginFolder, name))) {
    return true;
  }
  const theirs = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  if (!existsSync(join(theirs, name)) || readdirSync(join(theirs, name)).length === 0) {
    return false;
  }
  mkdirSync(pluginFolder, { recursive: true });
  symlinkSync(join(theirs, name), join(pluginFolder, name));
  return true;
}
