import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";

import { repository } from "../build-package";

/** What a bug report has to say of this machine and this library. */
export function versions(pulumi: string, program: string): Record<string, string> {
  const load = createRequire(path.join(program, "index.ts"));
  const versionOf = (name: string) => (load(`${name}/package.json`) as { version: string }).version;
  const library = JSON.parse(fs.readFileSync(path.join(repository, "package.json"), "utf8")) as { version: string };
  return {
    "azureml-webservice": library.version,
    "pulumi CLI": pulumi,
    "@pulumi/pulumi": versionOf("@pulumi/pulumi"),
    "azure-native": versionOf("@pulumi/azure-native"),
    random: versionOf("@pulumi/random"),
    Node: process.versions.node,
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
  };
}
