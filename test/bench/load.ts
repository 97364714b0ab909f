import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { buildPackage, repository } from "@azureml-webservice/demo/build-package";

const dist = path.join(repository, "dist");

/**
 * What a program pays for the library: the time that `require` of its build takes in a new process, over that of the
 * same modules of Pulumi's without any code of ours. One after the other, in turn, so that both meet the same machine.
 */
export async function loadRatios(rounds: number): Promise<number[]> {
  await buildPackage();
  const [library, pulumi] = [[path.join(dist, "index.js")], pulumiModules()];
  const ratios: number[] = [];
  // The first round fills the disk's cache, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const [ours, theirs] =
      round % 2 === 0 ? [loadTime(library), loadTime(pulumi)] : [loadTime(pulumi), loadTime(library)].reverse();
    if (round > 0) {
      ratios.push((ours ?? NaN) / (theirs ?? NaN));
    }
  }
  return ratios;
}

/** Those that the build loads, read from the build itself. */
function pulumiModules(): string[] {
  const files = fs.readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
  const texts = files.map((file) => fs.readFileSync(path.join(dist, file), "utf8"));
  const found = texts.flatMap((text) => [...text.matchAll(/require\("(@pulumi\/[^"]+)"\)/g)].map(([, name]) => name));
  return [...new Set(found)].filter((name) => name !== undefined).sort();
}

function loadTime(modules: string[]): number {
  const script = `
    const started = performance.now();
    for (const name of ${JSON.stringify(modules)}) require(name);
    process.stdout.write(String(performance.now() - started));
    process.exit();
  `;
  return Number(execFileSync(process.execPath, ["-e", script], { cwd: repository, encoding: "utf8" }));
}
