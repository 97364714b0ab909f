import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { subscriptionId } from "@azureml-webservice/deploy-harness/providers/azure-native/path";
import { describeCli } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { LocalAzureControl, type NewPrincipal } from "@azureml-webservice/local-azure/control";
import { assign } from "@azureml-webservice/local-azure/testing/roles";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const main = require.resolve("@azureml-webservice/demo/main");
const local = useLocalAzure();
const subscription = subscriptionId();
let deployer: NewPrincipal;

beforeAll(async () => {
  deployer = await new LocalAzureControl(local.server.url).createPrincipal("deployer");
  await assign(local.arm, `/subscriptions/${subscription}`, deployer.principalId, owner);
});

/** The demo as a process, which is interrupted once a line of it holds a text. */
async function play(prefix: string, interruptAt?: string) {
  const report = path.join(local.stateDir, `${prefix}.md`);
  const options = ["aci-key-auth", "--azure", "--yes", "--arm-endpoint", local.server.url, "--prefix", prefix];
  // Local Azure has no registry to build one in.
  const image = ["--image", "mcr.microsoft.com/azureml/minimal-py312-inference:latest", "--report", report];
  const child = spawn(process.execPath, ["--import", require.resolve("tsx"), main, ...options, ...image], {
    env: {
      ...process.env,
      ARM_CLIENT_ID: deployer.clientId,
      ARM_CLIENT_SECRET: deployer.clientSecret,
      ARM_TENANT_ID: deployer.tenantId,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let isInterrupted = false;
  const take = (chunk: string) => {
    output += chunk;
    if (!isInterrupted && interruptAt !== undefined && output.includes(interruptAt)) {
      isInterrupted = true;
      child.kill("SIGINT");
    }
  };
  child.stdout.setEncoding("utf8").on("data", take);
  child.stderr.setEncoding("utf8").on("data", take);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output, report: fs.existsSync(report) ? fs.readFileSync(report, "utf8") : "" };
}

async function groups(): Promise<string[]> {
  const { body } = await local.arm.send("GET", `/subscriptions/${subscription}/resourceGroups?api-version=2024-03-01`);
  return (body as { value: { name: string }[] }).value.map(({ name }) => name);
}

describeCli("the demo on a subscription", () => {
  test("deploys, checks, observes, takes down and reports", async () => {
    const before = await groups();
    const { code, output, report } = await play("whole-run");
    expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
    expect(await groups()).toEqual(before);
    expect(output).toContain("about 0.08 USD an hour: container group");
    expect(report).toMatch(/^# aci-key-auth on local Azure, westeurope\n\nAll \d+ checks hold\./);
    expect(report).toMatch(
      /an emptyDir have, and who runs in the container\? \*\*mode d\S+ owner \d+ group \d+; user \d+/,
    );
    expect(report).toContain(
      "change them, and restart the containers? **the tags are those of before (1), the container",
    );
    expect(report).toContain("Does a PATCH of its tags? **the tags are the new ones, the container goes on**");
    expect(report).toMatch(/a token after an update in place\? \*\*yes, at try \d+/);
    expect(report).toMatch(/- create azure-native:containerinstance:ContainerGroup diabetes-group: \d+\.\d s/);
    expect(report).toContain("- pulumi CLI: 3.");
    expect(report).not.toMatch(new RegExp(`${subscription}|${deployer.tenantId}|${deployer.principalId}`, "i"));
    expect(leaksInText(output + report, { secret: deployer.clientSecret })).toEqual([]);
  }, 300_000);

  test("takes down what is half made when it is interrupted", async () => {
    const before = await groups();
    const { code, output, report } = await play("cut-off", "created ResourceGroup diabetes");
    expect([code, code === 130 ? "" : output]).toEqual([130, ""]);
    expect(output).toContain("nothing is left of it");
    expect(await groups()).toEqual(before);
    expect(report).toContain("It was interrupted.");
  }, 300_000);

  test("leaves a group of somebody else's alone", async () => {
    const id = `/subscriptions/${subscription}/resourceGroups/somebodys`;
    await local.arm.send("PUT", `${id}?api-version=2024-03-01`, { location: "westeurope" });
    const { code, output } = await play("somebodys");
    expect([code, code === 1 ? "" : output]).toEqual([1, ""]);
    expect(output).toContain(
      "the resource group somebodys exists already: choose another --prefix, or delete it first",
    );
    expect(await groups()).toContain("somebodys");
  });
});
