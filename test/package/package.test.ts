import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { members, services } from "../support/aci-configurations";
import { packedProject } from "./packed";

/** A project of a user's, with the packed package in it and its dependencies beside. */
let project: string;
let packed: string[];

beforeAll(() => {
  ({ project, packed } = packedProject({ dependencies: true }));
}, 120_000);

afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

test("holds what users need and nothing else", () => {
  const beside = packed.filter((file) => !file.startsWith("dist/")).sort();
  expect(beside).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
  expect(packed).toContain("dist/index.js");
  const others = packed.filter((file) => !/\.(?:js|d\.ts)$/.test(file) && file.startsWith("dist/"));
  // The client as an ES module.
  expect(others.sort()).toEqual(["dist/client/index.d.mts", "dist/client/index.mjs"]);
});

test("no published typing needs azure-native", () => {
  const dist = path.join(project, "node_modules", "azureml-webservice", "dist");
  const typings = fs.readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".d.ts"));
  expect(typings.length).toBeGreaterThan(10);
  const mentions = typings.filter((file) =>
    fs.readFileSync(path.join(dist, file), "utf8").includes("@pulumi/azure-native"),
  );
  expect(mentions).toEqual([]);
});

test("is loaded by its name", () => {
  const script = `console.log(Object.keys(require("azureml-webservice")).sort().join(" "))`;
  const names = execFileSync(process.execPath, ["-e", script], { cwd: project, encoding: "utf8" }).trim();
  expect(names).toBe(
    "AciWebservice AksComputeTarget AksWebservice AuthMode AzureEnvironment DataCollectionRollingRate " +
      "DnsNameLabelScope InferenceRouterServiceType KeyAcceptanceCheck KeyState LogAnalyticsLogType ManagedIdentityType " +
      "ManagedWebservice PrincipalType PublicNetworkAccess RotationUnit TlsMode WebserviceKeys nextRotation rotationAt " +
      "rotationDueAt rotationsDue",
  );
});

describe("type checks in a strict project", () => {
  const program = `
import * as pulumi from "@pulumi/pulumi";
import { AciWebservice, AciWebserviceArgs, AuthMode, TlsMode, WebserviceKeys } from "azureml-webservice";

const args: AciWebserviceArgs = {
  resourceGroupName: pulumi.output("ml"),
  image: "contoso.azurecr.io/diabetes:1",
  authEnabled: true,
  tls: { mode: TlsMode.None },
  keys: { rotation: { primary: 1 } },
};
const service = new AciWebservice("diabetes", args);
const mode: pulumi.Output<AuthMode> = service.authMode;
export const keys: pulumi.Output<string>[] = [new WebserviceKeys("other").primaryKey];
export const uri: pulumi.Output<string> = service.scoringUri;
export { mode };
// @ts-expect-error Container Instances has no tokens.
new AciWebservice("token", { ...args, tokenAuthEnabled: true });
export const all: AciWebserviceArgs[] = ${JSON.stringify([services, members].flatMap(Object.values))};
`;

  test.each([
    ["CommonJS", "Node16", "index.cts"],
    ["ES modules", "Node16", "index.mts"],
    ["the settings of Pulumi's templates", "CommonJS", "index.ts"],
  ])(
    "%s",
    (_, module, file) => {
      fs.writeFileSync(path.join(project, file), program);
      const moduleResolution = module === "Node16" ? "Node16" : "Node10";
      const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, target: "ES2020", types: [], module };
      const config = { compilerOptions: { ...compilerOptions, moduleResolution }, files: [file] };
      fs.writeFileSync(path.join(project, "tsconfig.json"), JSON.stringify(config));
      const compiler = require.resolve("typescript/bin/tsc");
      const check = () => execFileSync(process.execPath, [compiler], { cwd: project, encoding: "utf8", stdio: "pipe" });
      expect(messageOf(check)).toBe("");
    },
    120_000,
  );
});

function messageOf(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
