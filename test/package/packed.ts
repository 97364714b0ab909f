import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { repository } from "@azureml-webservice/demo/build-package";

export interface PackedProject {
  /** The folder of a project of a user's, with the packed package in it. */
  readonly project: string;
  /** The files that the package holds. */
  readonly packed: string[];
}

/** Packs the package as it would be published, and unpacks it into a new project. */
export function packedProject({ dependencies }: { dependencies: boolean }): PackedProject {
  const project = fs.mkdtempSync(path.join(os.tmpdir(), "packed-"));
  const answer = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], {
    cwd: repository,
    encoding: "utf8",
    env: { ...process.env, npm_config_loglevel: "error" },
  });
  const [pack] = Object.values(JSON.parse(answer) as Record<string, { filename: string; files: { path: string }[] }>);
  const target = path.join(project, "node_modules", "azureml-webservice");
  fs.mkdirSync(target, { recursive: true });
  const tarball = path.join(project, pack?.filename ?? "");
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", target]);
  if (dependencies) {
    const installed = path.join(repository, "node_modules", "@pulumi");
    fs.symlinkSync(installed, path.join(project, "node_modules", "@pulumi"));
  }
  return { project, packed: (pack?.files ?? []).map((file) => file.path) };
}
