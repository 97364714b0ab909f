import * as fs from "node:fs";

import type { Result } from "@azureml-webservice/deploy-harness/types";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import {
  changesOf,
  endpointId,
  endpointsPath,
  keysOf,
  OnlineStage,
  otherComputeId,
  textOf,
  type Config,
} from "./online-fixture";

jest.setTimeout(180_000);

describeEngines("AksWebservice, deployed and changed", (engine) => {
  const stage = new OnlineStage(engine, { kind: "aks" });
  /** Somebody who may look, and nothing else. */
  let reader = { principalId: "", token: "" };
  beforeAll(async () => {
    await stage.open();
    reader = await stage.reader();
  });
  afterAll(() => stage.close());

  /** Everything that a person or a file got to see, for the search for secrets. */
  const seen: string[] = [];
  const secrets: Record<string, string> = {};
  const remember = async (result: Result) => {
    const file = (await stage.deployment(first)).stateFile();
    seen.push(textOf(result), JSON.stringify(result.steps), fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");
    return result;
  };
  const up = async (config: Config) => remember(await stage.up(config));
  /** By the reader, who is then seen to have asked for nothing that tells or changes anything. */
  const preview = async (config: Config) => {
    await stage.control.clearRequests();
    const result = await remember(await stage.preview(config, reader.token));
    const asked = (await stage.control.requests()).filter(({ principalId }) => principalId === reader.principalId);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ method, status }) => method !== "GET" || status === 403)).toEqual([]);
    return result;
  };

  const first: Config = { deployments: { blue: { version: "1" } } };
  let keys = { primary: "", secondary: "" };

  test("a reader can preview the first deployment, which creates nothing", async () => {
    expect(changesOf(succeeded(await preview(first)))).toEqual(
      [
        "score",
        "score-deployment-blue",
        "score-deployment-blue-code",
        "score-deployment-blue-code-file-other.py",
        "score-deployment-blue-code-file-score.py",
        "score-deployment-blue-code-version",
        "score-deployment-blue-environment",
        "score-deployment-blue-environment-version",
        "score-endpoint",
        "score-keys",
        "score-keys-attempt",
        "score-keys-primary",
        "score-keys-rotation",
        "score-keys-secondary",
        "score-primary-key",
        "score-primary-key-in-force",
        "score-rollout",
        "score-secondary-key",
        "score-secondary-key-in-force",
        "score-settings",
        "score-settings-attempt",
      ].map((name) => `create ${name}`),
    );
    expect((await stage.arm("GET", endpointId)).status).toBe(404);
  });

  test("opens to either key as soon as the outputs are there, and to nothing else", async () => {
    const { outputs } = await up(first);
    keys = keysOf({ outputs } as Result);
    Object.assign(secrets, { firstPrimary: keys.primary, firstSecondary: keys.secondary });
    expect(outputs.scoringUri).toEqual({
      value: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/endpoint\/score\/score$/),
      secret: false,
    });
    expect(outputs.authMode).toEqual({ value: "Key", secret: false });
    expect(outputs.resourceId).toEqual({ value: endpointId, secret: false });
    expect(outputs.primaryKey?.secret).toBe(true);
    expect(outputs.secondaryKey?.secret).toBe(true);
    expect(await stage.call(keys.primary)).toEqual({ status: 200, deployment: "blue", version: "1" });
    expect(await stage.statusOf(keys.secondary)).toBe(200);
    expect(await stage.statusOf("x".repeat(43))).toBe(401);
    expect(await stage.statusOf()).toBe(401);
  });

  test("a second deployment shows no change", async () => {
    expect(changesOf(await up(first))).toEqual([]);
  });

  const rotated: Config = { ...first, secondary: 2 };

  test("the preview of a rotation names the slot and its number, and nothing else changes", async () => {
    const result = succeeded(await preview(rotated));
    expect(changesOf(result)).toEqual([
      "replace score-keys-secondary",
      "replace score-secondary-key-in-force",
      "update score-keys-rotation",
      "update score-secondary-key",
    ]);
    expect(textOf(result)).toContain("rotates secondary: 1 => 2");
    expect(textOf(result)).not.toContain("rotates primary");
    expect(result.outputs.scoringUri?.value).toEqual(expect.stringContaining("/api/v1/endpoint/score/score"));
  });

  test("a rotation replaces one key and leaves the other in force", async () => {
    const { secondary, primary } = keysOf(await up(rotated));
    secrets.secondSecondary = secondary;
    expect(primary).toBe(keys.primary);
    expect(await stage.statusOf(primary)).toBe(200);
    expect(await stage.statusOf(secondary)).toBe(200);
    expect(await stage.statusOf(keys.secondary)).toBe(401);
    keys = { primary, secondary };
  });

  const both: Config = {
    ...rotated,
    tags: { stage: "production" },
    description: "Predicts.",
    deployments: {
      blue: { version: "2", image: "mcr.microsoft.com/azureml/tiny:2", instances: 2 },
      green: { version: "3" },
    },
    traffic: { blue: 50, green: 50 },
  };

  test("tags, description, image, variables, replicas and traffic change in place, beside a new deployment", async () => {
    const planned = succeeded(await preview(both));
    const result = await up(both);
    for (const { messages } of [planned, result]) {
      const lines = ["traffic: blue 100 % => blue 50 %, green 50 %", "tag stage added", "description added"];
      expect(messages.map(({ text }) => text.trim())).toEqual(expect.arrayContaining(lines));
    }
    expect(changesOf(result).filter((change) => !change.includes("score-deployment-green"))).toEqual([
      "replace score-deployment-blue-environment",
      "replace score-deployment-blue-environment-version",
      "replace score-settings-attempt",
      "update score",
      "update score-deployment-blue",
      "update score-rollout",
      "update score-settings",
    ]);
    expect(await stage.endpoint()).toMatchObject({
      tags: { stage: "production" },
      properties: { description: "Predicts.", traffic: { blue: 50, green: 50 }, authMode: "Key" },
    });
    expect(await stage.endpoint(`${endpointId}/deployments/blue`)).toMatchObject({ sku: { capacity: 2 } });
    const answers = [await stage.call(keys.primary), await stage.call(keys.primary)];
    expect(answers.map(({ deployment, version }) => `${deployment} ${version}`).sort()).toEqual(["blue 2", "green 3"]);
  });

  test("neither is removed nor replaced while it has live traffic, and nothing has changed", async () => {
    const config = {
      ...both,
      deployments: { green: { version: "3", entryScript: "other.py" } },
      traffic: { green: 100 },
    };
    const before = [await stage.endpoint(), await stage.endpoint(`${endpointId}/deployments/green`)];
    for (const result of [await preview(config), await (await stage.deployment(config)).up()]) {
      expect(result.ok).toBe(false);
      expect(textOf(result)).toContain(
        "deployments: blue cannot be removed while it has 50 % of the live traffic: its requests would fail; keep it, " +
          "move its traffic to another deployment (traffic), deploy, and remove it in a later update",
      );
      expect(textOf(result)).toContain(
        "deployments.green.entryScript: cannot change while green has 50 % of the live traffic: Azure changes it only by " +
          "a new deployment, and until that is ready the requests would fail; add a deployment of another name with the " +
          "new value, deploy, move the traffic to it (traffic), deploy, and remove green",
      );
    }
    expect([await stage.endpoint(), await stage.endpoint(`${endpointId}/deployments/green`)]).toEqual(before);
  });

  const green: Config = { ...both, deployments: { green: { version: "3" } }, traffic: undefined };

  test("the steps that it names work", async () => {
    const moved = await up({ ...both, traffic: { green: 100 } });
    // The component was recorded with its new traffic by the update that was refused.
    expect(changesOf(moved)).toEqual([
      "replace score-settings-attempt",
      "update score-rollout",
      "update score-settings",
    ]);
    expect(changesOf(await up(green))).toContain("delete score-deployment-blue");
    expect((await stage.arm("GET", `${endpointId}/deployments/blue`)).status).toBe(404);
    expect(await stage.call(keys.primary)).toMatchObject({ deployment: "green" });
  });

  const granting = () => {
    const { principalId } = reader;
    return { ...green, grants: { keyRead: { reader: { principalId, principalType: "ServicePrincipal" } } } };
  };

  test("tokens take the place of keys, on the endpoint that is there", async () => {
    const config = { ...green, mode: "token", askToken: true };
    const planned = succeeded(await preview(config));
    expect(textOf(planned)).toContain("authentication changes: Key => AMLToken");
    expect(changesOf(planned)).toEqual([
      "delete score-primary-key-in-force",
      "delete score-secondary-key-in-force",
      "replace score-keys-attempt",
      "replace score-settings-attempt",
      "update score",
      "update score-primary-key",
      "update score-secondary-key",
      "update score-settings",
    ]);

    const { outputs } = await up(config);
    const { token } = outputs.token?.value as { token: string };
    secrets.token = token;
    expect(outputs.token?.secret).toBe(true);
    expect(outputs.primaryKey?.value).toBeUndefined();
    expect(await stage.call(token)).toMatchObject({ status: 200 });
    expect(await stage.statusOf(keys.primary)).toBe(401);
    expect(await stage.statusOf(keys.secondary)).toBe(401);
  });

  test("and back come keys, those that the endpoint then has", async () => {
    const result = await up(granting());
    expect(textOf(result)).toContain("authentication changes: AMLToken => Key");
    keys = keysOf(result);
    expect(await stage.keysInAzure()).toEqual({ primaryKey: keys.primary, secondaryKey: keys.secondary });
    Object.assign(secrets, { primaryOnReturn: keys.primary, secondaryOnReturn: keys.secondary });
    expect(await stage.statusOf(keys.primary)).toBe(200);
    expect(await stage.statusOf(keys.secondary)).toBe(200);
    expect(await stage.statusOf(secrets.token)).toBe(401);
  });

  test("a refresh loses nothing", async () => {
    succeeded(await (await stage.deployment(granting())).refresh());
    expect(changesOf(succeeded(await preview(granting())))).toEqual([]);
    expect((await stage.endpoint()).properties.traffic).toEqual({ green: 100 });
  });

  const moved = () => ({ ...granting(), computeId: otherComputeId });

  test("another compute replaces the endpoint, and everything is there again", async () => {
    const { systemData } = await stage.endpoint();
    const result = await up(moved());
    expect(changesOf(result)).toEqual([
      "replace score-deployment-green",
      "replace score-endpoint",
      "replace score-key-read-reader",
      "replace score-primary-key",
      "replace score-primary-key-in-force",
      "replace score-secondary-key",
      "replace score-secondary-key-in-force",
      "replace score-settings",
      "update score-rollout",
    ]);
    const old = keys;
    keys = keysOf(result);
    Object.assign(secrets, { movedPrimary: keys.primary, movedSecondary: keys.secondary });
    expect(await stage.statusOf(old.primary)).toBe(401);
    const after = await stage.endpoint();
    expect(after.systemData.createdAt).not.toBe(systemData.createdAt);
    expect(after).toMatchObject({ tags: { stage: "production" }, properties: { traffic: { green: 100 } } });
    expect(await stage.call(keys.primary)).toMatchObject({ status: 200, deployment: "green" });
    expect(await stage.statusOf(keys.secondary)).toBe(200);
    const answer = await stage.arm("POST", `${endpointId}/listKeys`, undefined, reader);
    expect(await answer.json()).toEqual({ primaryKey: keys.primary, secondaryKey: keys.secondary });
    expect(changesOf(await up(moved()))).toEqual([]);
  });

  test("is destroyed, and nothing is left but the versions of its assets", async () => {
    succeeded(await remember(await (await stage.deployment(moved())).destroy()));
    expect((await stage.arm("GET", endpointId)).status).toBe(404);
    expect(await (await stage.arm("GET", endpointsPath)).json()).toEqual({ value: [] });
  });

  test("no secret stood in clear in state, steps, messages or output", () => {
    expect(Object.values(secrets).filter((secret) => secret.length > 0).length).toBe(8);
    expect(seen.filter((text) => text.length > 0).length).toBeGreaterThan(25);
    expect(seen.flatMap((text) => leaksInText(text, secrets))).toEqual([]);
  });
});
