import { execFileSync } from "node:child_process";
import * as path from "node:path";

/** The packages of Azure's SDK that a new process has loaded after a module of the sources. */
function sdkPackagesAfter(module: string): string[] {
  const script = `
    require(${JSON.stringify(path.resolve(__dirname, "..", "..", "src", module))});
    const found = Object.keys(require.cache).map((file) => /node_modules[\\\\/]((?:@azure|@typespec)[\\\\/][^\\\\/]+)/.exec(file)?.[1]);
    process.stdout.write(JSON.stringify([...new Set(found)].filter(Boolean).sort()));
    process.exit();
  `;
  const args = ["--require", require.resolve("tsx/cjs"), "-e", script];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as string[];
}

test("loading the library loads nothing of Azure's SDK, which only hooks need", () => {
  expect(sdkPackagesAfter("index.ts")).toEqual([]);
});

test("the client for Azure Resource Manager is what needs it", () => {
  expect(sdkPackagesAfter("azure/arm-client.ts")).toEqual(
    expect.arrayContaining(["@azure/core-lro", "@azure/core-rest-pipeline"]),
  );
});
