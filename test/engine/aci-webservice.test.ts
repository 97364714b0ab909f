import * as fs from "node:fs";

import type { ConfigValue, Result } from "@azureml-webservice/deploy-harness/types";
import { LocalAzureControl } from "@azureml-webservice/local-azure/control";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { AciStage, initialPrimary, password } from "./aci-fixture";
import { succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

jest.setTimeout(180_000);

describeEngines("AciWebservice, deployed and changed", (engine) => {
  const stage = new AciStage(engine);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  const up = async (config: Record<string, ConfigValue> = {}) => succeeded(await (await stage.deployment(config)).up());
  const preview = async (config: Record<string, ConfigValue> = {}) => (await stage.deployment(config)).preview();
  /** Everything that a person or a file got to see, for the search for secrets. */
  const seen: string[] = [];
  const remember = async (result: Result) => {
    const stateFile = (await stage.deployment()).stateFile();
    seen.push(result.log, JSON.stringify(result.messages), JSON.stringify(result.steps), result.error ?? "");
    seen.push(fs.existsSync(stateFile) ? fs.readFileSync(stateFile, "utf8") : "");
    return result;
  };
  const keys: Record<string, string> = {};

  test("a preview of the first deployment creates nothing", async () => {
    const result = await remember(succeeded(await preview()));
    expect(changesOf(result)).toEqual([
      "create diabetes",
      "create diabetes-group",
      "create diabetes-keys",
      "create diabetes-keys-primary",
      "create diabetes-keys-rotation",
      "create diabetes-keys-secondary",
      "create models",
    ]);
    expect(await stage.call()).toBe(0);
  });

  test("is deployed, and opens to either key only", async () => {
    const result = await remember(await up());
    const [primary, secondary] = keysOf(result);
    Object.assign(keys, { primary, secondary });
    expect(result.outputs.scoringUri).toEqual({
      value: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/score$/),
      secret: false,
    });
    expect(result.outputs.authMode).toEqual({ value: "Key", secret: false });
    expect(result.outputs.primaryKey?.secret).toBe(true);
    expect(primary).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(secondary).not.toBe(primary);
    expect(await stage.settled(primary)).toBe(200);
    expect(await stage.call(secondary)).toBe(200);
    expect(await stage.call()).toBe(401);
  });

  test("a second deployment shows no change", async () => {
    expect(changesOf(await remember(await up()))).toEqual([]);
    expect(changesOf(succeeded(await preview()))).toEqual([]);
  });

  test("a changed tag updates in place, and arrives though Azure ignores it in a PUT", async () => {
    const planned = succeeded(await preview({ stage: "production" }));
    expect(changesOf(planned)).toEqual(["update diabetes", "update diabetes-group"]);
    expect(planned.changes[1]?.diff).toEqual(["tags.stage"]);
    expect(warningsOf(planned)).toContain(
      'this update changes only tags of "diabetes", but may restart its containers',
    );
    expect(await stage.tags()).toEqual({ stage: "test" });
    expect(changesOf(await up({ stage: "production" }))).toEqual(["update diabetes", "update diabetes-group"]);
    expect(await stage.tags()).toEqual({ stage: "production" });
    expect(await stage.settled(keys.primary)).toBe(200);
    expect(changesOf(await up({ stage: "production" }))).toEqual([]);
  });

  test("a tag that is taken out goes, one that somebody else has put there stays", async () => {
    const more = { stage: "production", tags: JSON.stringify({ owner: "ml" }) };
    await up(more);
    expect(await stage.tags()).toEqual({ stage: "production", owner: "ml" });
    await stage.replaceTags({ stage: "production", owner: "ml", policy: "inherited" });
    expect(changesOf(await up({ stage: "production" }))).toEqual(["update diabetes", "update diabetes-group"]);
    expect(await stage.tags()).toEqual({ stage: "production", policy: "inherited" });
    await stage.replaceTags({ stage: "production" });
  });

  test("tags that are refused stop the update before anything changes, and the next one brings them", async () => {
    const config = { stage: "refused" };
    const control = new LocalAzureControl(stage.url);
    await control.fail({ kind: "status", path: "/containerGroups/diabetes$", method: "PATCH", status: 403, times: 0 });
    await control.clearRequests();
    const failed = await remember(await (await stage.deployment(config)).up());
    await control.clearFaults();
    expect(failed.ok).toBe(false);
    const text = `${failed.error}${textOf(failed)}`;
    expect(text).toContain("the tags of the group could not be changed, and nothing else was: PATCH /subscriptions/");
    expect(text).toContain("deploy again, or set them yourself and then deploy: az tag update --resource-id /sub");
    expect(text).toContain('--operation Replace --tags "stage=…"');
    expect((await control.requests()).filter(({ method }) => method === "PUT")).toEqual([]);
    expect(await stage.tags()).toEqual({ stage: "production" });
    expect(await stage.call(keys.primary)).toBe(200);
    expect(changesOf(await up(config))).toEqual(["update diabetes-group"]);
    expect(await stage.tags()).toEqual(config);
    succeeded(await (await stage.deployment(config)).refresh());
    expect(changesOf(await up(config))).toEqual([]);
    await up({ stage: "production" });
  });

  test("where a registry does not hand out an image, the update says what to do", async () => {
    const control = new LocalAzureControl(stage.url);
    const error = {
      code: "RegistryErrorResponse",
      message: "An error response is received from the docker registry 'index.docker.io'. Please retry later.",
    };
    await control.fail({
      ...{ kind: "status", path: "/containerGroups/diabetes$", method: "PUT", times: 0 },
      ...{ status: 409, body: { error } },
    });
    const failed = await remember(await (await stage.deployment({ stage: "production", answer: "43" })).up());
    await control.clearFaults();
    expect(failed.ok).toBe(false);
    expect(`${failed.error}${textOf(failed)}`).toContain(
      "az acr import --name <registry> --source docker.io/library/caddy:2.11.4 --image library/caddy:2.11.4; az acr import",
    );
    expect(await stage.call(keys.primary)).toBe(200);
  });

  test("changed settings of the gateway are said in words, by the preview and by the update", async () => {
    const origin = "https://app.example.com";
    const changed = {
      stage: "production",
      bodyLimitMb: "8",
      answer: "43",
      cors: JSON.stringify({ allowedOrigins: [origin] }),
    };
    const lines = [
      "gateway: body limit 100 MB => 8 MB",
      `gateway: CORS origin ${origin} added`,
      "scoring: start command changed",
      'this update restarts the containers of "diabetes": the service does not answer until the model is loaded again',
    ];
    for (const operation of ["preview", "up"] as const) {
      const result = await remember(succeeded(await (await stage.deployment(changed))[operation]()));
      expect(result.messages.map(({ text }) => text.trim())).toEqual(expect.arrayContaining(lines));
      expect(changesOf(result)).toEqual(["update diabetes", "update diabetes-group"]);
    }
    expect(await stage.settled(keys.primary)).toBe(200);
    await up({ stage: "production" });
  });

  test("Log Analytics replaces the group, and the preview says so", async () => {
    const logAnalytics = { workspaceId: "0b1f6471-1bf0-4dda-aec3-cb9272f09590", workspaceKey: "c2VjcmV0LWtleQ==" };
    const config = { stage: "production", logAnalytics: { secret: JSON.stringify(logAnalytics) } };
    const planned = succeeded(await preview(config));
    expect(changesOf(planned)).toEqual(["replace diabetes-group"]);
    expect(planned.changes[0]?.replaceKeys?.join()).toContain("diagnostics");
    expect(changesOf(await up(config))).toEqual(["replace diabetes-group"]);
    expect(await stage.settled(keys.primary)).toBe(200);
    expect(changesOf(await up(config))).toEqual([]);
    succeeded(await (await stage.deployment(config)).refresh());
    expect(changesOf(await up(config))).toEqual([]);
    expect(changesOf(await up({ stage: "production" }))).toEqual(["replace diabetes-group"]);
  });

  test("changed CPU replaces the group, and the preview says so", async () => {
    const config = { stage: "production", cpuCores: "2" };
    const planned = succeeded(await preview(config));
    expect(changesOf(planned)).toEqual(["replace diabetes-group"]);
    expect(planned.changes[0]?.replaceKeys?.join()).toContain("containers");
    expect(changesOf(await up(config))).toEqual(["replace diabetes-group"]);
    expect(await stage.settled(keys.primary)).toBe(200);
    expect(changesOf(await up(config))).toEqual([]);
  });

  const rotated = { stage: "production", cpuCores: "2", secondary: "2" };

  test("the preview of a rotation shows exactly that key, in words", async () => {
    const planned = await remember(succeeded(await preview(rotated)));
    expect(changesOf(planned)).toEqual([
      "replace diabetes-keys-secondary",
      "update diabetes-group",
      "update diabetes-keys-rotation",
    ]);
    expect(textOf(planned)).toContain("rotates secondary: 1 => 2");
    expect(warningsOf(planned)).toContain("restarts the containers");
    expect(await stage.call(keys.secondary)).toBe(200);
  });

  test("a rotation replaces one key and leaves the other in force", async () => {
    const [primary, secondary] = keysOf(await remember(await up(rotated)));
    expect(primary).toBe(keys.primary);
    expect(secondary).not.toBe(keys.secondary);
    expect(await stage.settled(primary)).toBe(200);
    expect(await stage.call(secondary)).toBe(200);
    expect(await stage.call(keys.secondary)).toBe(401);
    expect(changesOf(await up(rotated))).toEqual([]);
    keys.secondary = secondary;
  });

  test.each(["preview", "up"] as const)("a lowered number is refused by %s, and nothing changes", async (operation) => {
    const result = await (await stage.deployment({ ...rotated, secondary: "1" }))[operation]();
    expect(result.ok).toBe(false);
    expect(`${result.error}${textOf(result)}`).toContain(
      "keys.rotation.secondary: 1 is not allowed: must be 2 or more, because it was 2 and the key of an earlier number " +
        "may be known to others; give 2 to keep the key (where an update failed before it was over, 2 finishes that rotation), or 3 to rotate it",
    );
    expect(await stage.call(keys.secondary)).toBe(200);
    expect(changesOf(await up(rotated))).toEqual([]);
  });

  test("a bad plain value registers nothing of the component", async () => {
    const result = await (await stage.deployment({ ...rotated, cpuCores: "0.1" })).preview();
    expect(result.ok).toBe(false);
    expect(`${result.error}${textOf(result)}`).toContain('AciWebservice "diabetes" has 1 problem in its inputs');
    expect(`${result.error}${textOf(result)}`).toContain("cpuCores: 0.1 is not allowed");
  });

  test("a bad value in an Output stops before the resource that it is for", async () => {
    const result = await (await stage.deployment({ ...rotated, lateName: "true", serviceName: "No Good" })).up();
    expect(result.ok).toBe(false);
    expect(`${result.error}${textOf(result)}`).toContain('serviceName: "No Good" is not allowed');
    expect(await stage.call(keys.primary)).toBe(200);
  });

  test("authentication can be switched off and on", async () => {
    const planned = succeeded(await preview({ ...rotated, open: "true" }));
    expect(textOf(planned)).toContain("authentication changes: Key => None");
    const opened = await up({ ...rotated, open: "true" });
    expect(opened.outputs.authMode?.value).toBe("None");
    expect(await stage.settled()).toBe(200);
    const closed = await up(rotated);
    expect(textOf(closed)).toContain("authentication changes: None => Key");
    expect(await stage.settled(keysOf(closed)[0])).toBe(200);
    expect(await stage.call()).toBe(401);
  });

  test("an initial key is used at number 1 and never again", async () => {
    const config = { ...rotated, initialPrimary: { secret: initialPrimary } };
    const [initial] = keysOf(await remember(await up(config)));
    expect(initial).toBe(initialPrimary);
    expect(await stage.settled(initialPrimary)).toBe(200);
    const [next] = keysOf(await remember(await up({ ...config, primary: "2" })));
    expect(next).toMatch(/^[A-Za-z0-9]{43}$/);
    expect(await stage.settled(next)).toBe(200);
    expect(await stage.call(initialPrimary)).toBe(401);
  });

  const second: Record<string, ConfigValue> = {
    ...rotated,
    initialPrimary: { secret: initialPrimary },
    primary: "2",
  };

  let before = ["", ""];

  test("a key that was recorded and not installed does not let the other one through", async () => {
    const control = new LocalAzureControl(stage.url);
    before = keysOf(await up(second));
    // Azure refuses the group that the plan was for.
    await control.fail({ kind: "status", path: "/containerGroups/diabetes$", method: "PUT", status: 400, times: 0 });
    const failed = await remember(await (await stage.deployment({ ...second, primary: "3" })).up());
    await control.clearFaults();
    expect(failed.ok).toBe(false);
    await control.clearRequests();
    const both = { ...second, primary: "3", secondary: "3" };
    const planned = await remember(await preview(both));
    const updated = await remember(await (await stage.deployment(both)).up());
    expect([planned.ok, updated.ok]).toEqual([false, false]);
    expect(`${planned.error}${textOf(planned)}`).toContain(
      "keys.rotation: both keys would be replaced in one update (primary: another key with the number 3; secondary: another key with the number 3), and callers would hold none that works: replace one at a time: first deploy with primary: 3 and secondary as it is",
    );
    expect(`${updated.error}${textOf(updated)}`).toContain("keys.rotation: both keys would be replaced in one update");
    const written = (await control.requests()).filter(
      ({ method, path }) => method !== "GET" && path.includes("/group"),
    );
    expect(written).toEqual([]);
    expect([await stage.call(before[0]), await stage.call(before[1])]).toEqual([200, 200]);
  });

  test("break glass: both keys are replaced by their numbers, and nobody gets in with the old ones", async () => {
    const replaceBothAt = JSON.stringify({ primary: 3, secondary: 3 });
    const config = { ...second, primary: "3", secondary: "3" };
    const [primary, secondary] = keysOf(await remember(await up({ ...config, replaceBothAt })));
    expect([await stage.settled(primary), await stage.settled(secondary)]).toEqual([200, 200]);
    expect([await stage.call(before[0]), await stage.call(before[1])]).toEqual([401, 401]);
    expect(changesOf(await up(config))).toEqual([]);
    Object.assign(keys, { thirdPrimary: primary, thirdSecondary: secondary });
  });

  test("is destroyed, and nobody answers", async () => {
    const result = succeeded(await remember(await (await stage.deployment(rotated)).destroy()));
    expect(result.changes.every(({ op }) => op === "delete")).toBe(true);
    expect(await stage.call(keys.primary)).toBe(0);
  });

  test("no secret stood in clear in state, steps, messages or output", () => {
    const secrets = { ...keys, password, initialPrimary };
    expect(Object.keys(secrets).length).toBe(6);
    expect(seen.filter((text) => text.length > 0).length).toBeGreaterThan(10);
    expect(seen.flatMap((text) => leaksInText(text, secrets as Record<string, string>))).toEqual([]);
  });
});

function changesOf(result: Result): string[] {
  return result.changes
    .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
    .map(({ op, name }) => `${op} ${name}`)
    .sort();
}

function keysOf({ outputs }: Result): [string, string] {
  return [String(outputs.primaryKey?.value), String(outputs.secondaryKey?.value)];
}

function textOf({ messages, log }: Result): string {
  return `${messages.map(({ text }) => text).join("\n")}\n${log}`;
}

function warningsOf({ messages }: Result): string {
  return messages
    .filter(({ severity }) => severity === "warning")
    .map(({ text }) => text)
    .join("\n");
}
