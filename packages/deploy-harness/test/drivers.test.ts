import type { ConfigValue, Result } from "@azureml-webservice/deploy-harness";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { DriversStage, groupPath } from "./drivers-fixture";
import { changesOf, succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";

jest.setTimeout(120_000);

const everything = [
  "create drivers-service-dev",
  "create group",
  "create installed",
  "create keys",
  "create keys-primary",
  "create keys-secondary",
  "create service",
  "create with-service",
];

/** One program taken through its life; the rows are the same for both engines, so that they have to agree. */
describeEngines("drivers, from creation to deletion", (engine) => {
  const stage = new DriversStage(engine);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  const passphrase = "Tq7vN2-correct-horse-battery";
  const seen: string[] = [];
  const keys: Record<string, unknown> = {};

  async function run(
    operation: "preview" | "up" | "destroy",
    config: Record<string, ConfigValue> = {},
  ): Promise<Result> {
    const result = await (await stage.deployment({ passphrase: { secret: passphrase }, ...config }))[operation]();
    seen.push(result.log, JSON.stringify([result.steps, result.messages, result.error]));
    return result;
  }
  const find = ({ changes }: Result, name: string) => changes.find((step) => step.name === name);

  test("a preview shows everything and makes nothing", async () => {
    const result = succeeded(await run("preview"));
    expect(changesOf(result)).toEqual(everything);
    expect(result.outputs.tag).toEqual({ value: { tag: "first" }, secret: false });
    // Only the creation brings an id and a password.
    expect(Object.keys(result.outputs)).not.toContain("serviceId");
    expect(Object.keys(result.outputs)).not.toContain("primaryKey");
    expect((await stage.send("GET", groupPath)).status).toBe(404);
  });

  test("up makes it", async () => {
    const result = succeeded(await run("up"));
    expect(changesOf(result)).toEqual(everything);
    expect(result.outputs.serviceId).toEqual({ value: groupPath, secret: false });
    expect(result.outputs.passphrase).toEqual({ value: passphrase, secret: true });
    for (const name of ["primaryKey", "secondaryKey"]) {
      expect(result.outputs[name]).toEqual({ value: expect.stringMatching(/^[A-Za-z0-9]{43}$/), secret: true });
      keys[name] = result.outputs[name]?.value;
    }
    const group = await (await stage.send("GET", groupPath)).json();
    expect(group).toMatchObject({ location: "westeurope", properties: { provisioningState: "Succeeded" } });
    expect(await (await stage.deployment()).outputs()).toEqual(result.outputs);
  });

  test("a second run changes nothing", async () => {
    expect(changesOf(succeeded(await run("up")))).toEqual([]);
  });

  test.each(["preview", "up"] as const)("%s updates a tag in place", async (operation) => {
    const result = succeeded(await run(operation, { tag: "second" }));
    expect(changesOf(result)).toEqual(["update service"]);
    expect(find(result, "service")?.diff).toEqual(["tags.tag"]);
    const { tags } = (await (await stage.send("GET", groupPath)).json()) as { tags: unknown };
    // A PUT leaves the tags of a container group that exists.
    expect(tags).toEqual({ tag: "first" });
  });

  test.each(["preview", "up"] as const)(
    "%s replaces for CPU, and what was made from the group with it",
    async (operation) => {
      const result = succeeded(await run(operation, { tag: "second", cpu: "2" }));
      expect(changesOf(result)).toEqual(["replace service", "replace with-service"]);
      expect(find(result, "service")).toMatchObject({
        diff: [expect.stringMatching(/^containers/)],
        replaceKeys: [expect.stringMatching(/^containers/)],
      });
    },
  );

  const replaced = { tag: "second", cpu: "2" };

  test.each(["preview", "up"] as const)(
    "a hook that refuses in %s stops it, and the old state stays",
    async (operation) => {
      const result = await run(operation, { ...replaced, secondary: "2", fail: operation });
      expect(result.ok).toBe(false);
      expect(result.error).toContain('before hook "installation" failed: refused to install number 2');
      expect(result.error).toContain("pulumi:index:Stash installed");
      const next = succeeded(await run("preview", { ...replaced, secondary: "2" }));
      expect(changesOf(next)).toContain("update installed");
    },
  );

  test("a changed keeper replaces one password, and the other stays", async () => {
    const result = succeeded(await run("up", { ...replaced, secondary: "2" }));
    expect(changesOf(result)).toContain("update installed");
    expect(result.outputs.primaryKey?.value).toBe(keys.primaryKey);
    expect(result.outputs.secondaryKey?.value).not.toBe(keys.secondaryKey);
    keys.next = result.outputs.secondaryKey?.value;
    expect(changesOf(succeeded(await run("up", { ...replaced, secondary: "2" })))).toEqual([]);
  });

  test("what the program no longer names is deleted", async () => {
    const result = succeeded(await run("up", { ...replaced, secondary: "2", extra: "false" }));
    expect(changesOf(result)).toEqual(["delete with-service"]);
  });

  test("what someone else has changed in Azure is read again, and set back", async () => {
    await stage.send("PATCH", groupPath, { tags: { tag: "by hand" } });
    succeeded(await (await stage.deployment()).recover());
    const result = succeeded(await run("up", { ...replaced, secondary: "2", extra: "false" }));
    expect(changesOf(result)).toEqual(["update service"]);
    expect(find(result, "service")?.diff).toEqual(["tags.tag"]);
  });

  test("no secret stands in clear in any file, step, message or text", () => {
    const secrets = { ...keys, passphrase } as Record<string, string>;
    expect(Object.keys(secrets)).toHaveLength(4);
    expect(leaksInText(stage.filesOfTheEngine(), secrets)).toEqual([]);
    expect(seen.flatMap((text) => leaksInText(text, secrets))).toEqual([]);
  });

  test("destroy leaves nothing", async () => {
    const result = succeeded(await run("destroy"));
    expect(changesOf(result)).toHaveLength(everything.length - 1);
    expect(result.changes.every(({ op }) => op === "delete")).toBe(true);
    expect(result.changes.at(-1)?.name).toBe("drivers-service-dev");
    expect((await stage.send("GET", groupPath)).status).toBe(404);
    expect(await (await stage.deployment()).outputs()).toEqual({});
  });
});
