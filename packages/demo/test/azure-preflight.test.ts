import { PassThrough } from "node:stream";

import { Arm } from "@azureml-webservice/demo/arm";
import { cloudAt } from "@azureml-webservice/demo/azure/cloud";
import { agreed, requireSomebody } from "@azureml-webservice/demo/azure/confirm";
import { needsOf } from "@azureml-webservice/demo/azure/needs";
import { namesOf } from "@azureml-webservice/demo/azure/names";
import {
  findSubscription,
  makeGroup,
  registerProviders,
  requireFreeNames,
  requireQuota,
  requireRights,
} from "@azureml-webservice/demo/azure/preflight";
import { signInFrom } from "@azureml-webservice/demo/azure/sign-in";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { subscriptionId } from "@azureml-webservice/local-azure/testing/arm-client";
import { assign, roles } from "@azureml-webservice/local-azure/testing/roles";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import { fakeArm } from "./support/fake-arm";

const local = useLocalAzure();
const subscription = `/subscriptions/${subscriptionId}`;

/** Azure Resource Manager as a new application with a role on the subscription, or without one. */
async function armAs(role?: string): Promise<Arm> {
  const who = await new LocalAzureControl(local.server.url).createPrincipal("deployer");
  if (role !== undefined) {
    await assign(local.arm, subscription, who.principalId, role);
  }
  const env = { ARM_CLIENT_ID: who.clientId, ARM_CLIENT_SECRET: who.clientSecret, ARM_TENANT_ID: who.tenantId };
  const { login } = await cloudAt(local.server.url);
  const signIn = signInFrom(env, login);
  return new Arm(local.server.url, () => signIn.token("https://management.azure.com"), 10);
}

describe("the subscription", () => {
  test("is the only one, or the one that is named", async () => {
    const arm = await armAs(roles.contributor);
    expect(await findSubscription(arm, undefined)).toBe(subscriptionId);
    expect(await findSubscription(arm, subscriptionId.toUpperCase())).toBe(subscriptionId);
  });

  test("that is not there is said", async () => {
    const wanted = "12345678-1234-1234-1234-123456789abc";
    await expect(findSubscription(await armAs(roles.contributor), wanted)).rejects.toThrow(
      `there is no subscription ${wanted} for whoever is signed in, among 1; see az account list`,
    );
  });

  test("of somebody without a role does not exist", async () => {
    await expect(findSubscription(await armAs(), undefined)).rejects.toThrow(
      "whoever is signed in has no subscription: sign in as somebody who has a role on one",
    );
  });
});

test("a resource group of that name is left alone", async () => {
  const arm = await armAs(roles.contributor);
  await makeGroup(arm, `${subscription}/resourceGroups/taken-given`, "westeurope", "other");
  await expect(requireFreeNames(arm, subscriptionId, namesOf("taken"))).rejects.toThrow(
    "the resource group taken-given exists already: choose another --prefix, or delete it first",
  );
  await requireFreeNames(arm, subscriptionId, namesOf("free"));
});

describe("rights", () => {
  const group = `${subscription}/resourceGroups/rights`;
  const { actions } = needsOf(["container-group", "vault"]);

  test("that are missing are named, with the roles that have them", async () => {
    const arm = await armAs(roles.contributor);
    await makeGroup(arm, group, "westeurope", "rights");
    await expect(requireRights(arm, group, actions)).rejects.toThrow(
      "whoever is signed in may not do Microsoft.Authorization/roleAssignments/write: the role Owner on the subscription " +
        "has all of them, or Contributor together with User Access Administrator",
    );
    await requireRights(arm, group, needsOf(["container-group", "share"]).actions);
  });

  test("to make a group at all are refused by Azure itself", async () => {
    const reader = await armAs("acdd72a7-3385-48ef-bd42-f606fba81ae7");
    await expect(makeGroup(reader, `${subscription}/resourceGroups/none`, "westeurope", "none")).rejects.toThrow(
      /^PUT \/resourceGroups\/none: 403 AuthorizationFailed: .*resourcegroups\/write/i,
    );
  });
});

describe("quota", () => {
  const usages = (limit: number, currentValue: number) => ({
    "GET /subscriptions/s/providers/Microsoft.ContainerInstance/locations/westeurope/usages": {
      body: { value: [{ name: { value: "StandardCores" }, limit, currentValue }] },
    },
  });

  test("that is used up is named with its region", async () => {
    const arm = await fakeArm(usages(10, 8));
    await expect(requireQuota(arm, "s", "westeurope", ["container-group"])).rejects.toThrow(
      "the quota StandardCores of westeurope has 2 left of 10, and 3 are needed: choose another --location, or ask for " +
        "more (learn.microsoft.com/azure/quotas)",
    );
  });

  test("that is enough is none of anybody's business", async () => {
    expect(await requireQuota(await fakeArm(usages(10, 7)), "s", "westeurope", ["container-group"])).toEqual([]);
  });

  test("that cannot be looked up is said, and refuses nothing", async () => {
    const arm = await armAs(roles.contributor);
    const parts = ["container-group", "managed-deployment"] as const;
    expect(await requireQuota(arm, subscriptionId, "westeurope", parts)).toEqual([
      "Microsoft.ContainerInstance",
      "Microsoft.MachineLearningServices",
    ]);
  });
});

test("a resource provider is registered where it is not, and waited for", async () => {
  const path = "/subscriptions/s/providers/Microsoft.ContainerInstance";
  const states = ["NotRegistered", "Registering", "Registered"];
  const arm = await fakeArm({
    [`GET ${path}`]: () => ({ body: { registrationState: states.shift() } }),
    [`POST ${path}/register`]: {},
  });
  const told: string[] = [];
  await registerProviders(arm, "s", ["Microsoft.ContainerInstance"], (line) => told.push(line), 1);
  expect(states).toEqual([]);
  expect(told).toEqual(["registering the resource provider Microsoft.ContainerInstance, which takes a minute or two"]);
});

describe("signing in", () => {
  test("half a service principal is refused", () => {
    expect(() => signInFrom({ ARM_CLIENT_ID: "a" })).toThrow(
      "of ARM_CLIENT_ID, ARM_CLIENT_SECRET and ARM_TENANT_ID all three are needed, or none",
    );
  });

  test("with a wrong secret is refused by Entra, which is not shown the secret again", async () => {
    const { clientId, tenantId } = await new LocalAzureControl(local.server.url).createPrincipal("wrong");
    const env = { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: "not-the-secret-at-all", ARM_TENANT_ID: tenantId };
    const signingIn = signInFrom(env, local.server.url).token("https://management.azure.com");
    await expect(signingIn).rejects.toThrow(/^signing in with ARM_CLIENT_ID failed: Entra gives no token: 401/);
    await expect(signingIn).rejects.not.toThrow(/not-the-secret/);
  });

  test.each(["https://example.com", "http://example.com:80", "nowhere"])("%s is no local Azure", async (address) => {
    await expect(cloudAt(address)).rejects.toThrow(
      `--arm-endpoint ${address} is not local Azure: must be http://127.0.0.1:<port>`,
    );
  });

  test("an address where nobody answers is said", async () => {
    await expect(cloudAt("http://127.0.0.1:1")).rejects.toThrow(
      "--arm-endpoint http://127.0.0.1:1: no Azure Resource Manager responds there",
    );
  });
});

describe("the question", () => {
  test("is not put where there is no terminal, unless --yes was said", () => {
    expect(() => requireSomebody(false, false)).toThrow(
      "nobody can be asked here, because this is no terminal: say --yes, which agrees to the cost",
    );
    requireSomebody(true, false);
    requireSomebody(false, true);
  });

  test.each([
    ["yes\n", true],
    ["  YES \n", true],
    ["y\n", false],
    ["\n", false],
    ["no\n", false],
    ["", false],
  ])("%j", async (typed, expected) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = agreed("Make all this?", { input, output });
    input.end(typed);
    expect(await answer).toBe(expected);
    expect(String(output.read())).toContain("Make all this? Type yes to go on: ");
  });
});
