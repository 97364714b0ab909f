import * as fs from "node:fs";
import * as path from "node:path";

import { repository } from "@azureml-webservice/demo/build-package";

interface LockedPackage {
  readonly dev?: boolean;
  readonly engines?: { readonly node: string };
}

/** Of `>=20.0.0`, which is the form that Azure's SDK and this package use; any Node where nothing is said. */
function leastMajor(range = ">=0"): number {
  return Number(/^>=\s*(\d+)/.exec(range)?.[1]);
}

test("what users install of Azure's SDK wants no newer Node than the package itself", () => {
  const read = (file: string) => JSON.parse(fs.readFileSync(path.join(repository, file), "utf8")) as unknown;
  const { engines } = read("package.json") as { engines: { node: string } };
  const { packages } = read("package-lock.json") as { packages: Record<string, LockedPackage> };
  const installed = Object.entries(packages).filter(
    ([name, { dev }]) => !dev && /^node_modules\/(?:@azure|@typespec)\//.test(name),
  );
  expect(installed.map(([name]) => name)).toEqual(
    expect.arrayContaining(["node_modules/@azure/core-lro", "node_modules/@azure/core-rest-pipeline"]),
  );
  const fits = ([, locked]: (typeof installed)[number]) => leastMajor(locked.engines?.node) <= leastMajor(engines.node);
  expect(installed.filter((one) => !fits(one)).map(([name]) => name)).toEqual([]);
});
