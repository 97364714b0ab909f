import type { Result } from "@azureml-webservice/deploy-harness";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";
import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { changesOf, succeeded } from "@azureml-webservice/deploy-harness/testing/outcomes";
import { PlainStage } from "./plain-fixture";

jest.setTimeout(120_000);

const token = "reader-Xy7Qp2Lm9Zt4Ra";
const everything = ["apart", "deployment", "endpoint", "primary", "secondary", "settings"];
const all = (op: string) => everything.map((name) => `${op} ${name}`);

/** What hooks have said, in their order for each resource. */
const said = ({ messages }: Result) => messages.filter(({ severity }) => severity === "info").map(({ text }) => text);
const line = (name: string, hook: string, step: string) => `${name} ${hook}: ${step}, token of ${token.length}`;

/** The rows are the same for both engines, so that they have to agree. */
describeEngines("drivers, what goes with a resource that is replaced", (engine) => {
  const stage = new PlainStage(engine, "replacement", token);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());

  const logs: string[] = [];
  const run: PlainStage["run"] = async (operation, config) => {
    const result = await stage.run(operation, config);
    logs.push(result.log, JSON.stringify([result.steps, result.messages]));
    return result;
  };
  const find = ({ changes }: Result, name: string) => changes.find((step) => step.name === name);

  test("hooks run around a creation, and ask the provider", async () => {
    const result = succeeded(await run("up"));
    expect(changesOf(result)).toEqual(expect.arrayContaining(all("create")));
    const expected = ["apart", "settings", "primary", "secondary"].flatMap((name) => [
      line(name, "beforeCreate", `nothing => 1`),
      line(name, "afterCreate", `nothing => 1`),
    ]);
    expect(said(result).sort()).toEqual(expected.sort());
  });

  test("an ignored input keeps its old value in an update, nested or with nothing above it", async () => {
    const result = succeeded(await run("up", { owner: "second", shown: "second" }));
    expect(changesOf(result)).toEqual(["update endpoint"]);
    expect(find(result, "endpoint")?.diff).toEqual(["tags.shown"]);
    expect(stage.arm.find("/score")).toMatchObject({
      tags: { owner: "first", shown: "second" },
      properties: { description: "first" },
    });
  });

  const moved = { owner: "third", shown: "second", compute: "/computes/second" };

  test.each(["preview", "up"] as const)("%s replaces what goes with it and what is replaced with it", async (op) => {
    const result = succeeded(await run(op, moved));
    expect(changesOf(result)).toEqual(all("replace"));
    expect(find(result, "endpoint")?.replaceKeys).toEqual(["properties.compute"]);
    expect(said(result)).toHaveLength(op === "up" ? 8 : 0);
  });

  test("a replacement takes the program's value of an ignored input", () => {
    expect(stage.arm.find("/score")).toMatchObject({ tags: { owner: "third" }, properties: { description: "third" } });
  });

  test("what is deleted with it is not deleted by itself", () => {
    const deleted = stage.arm.asked.filter(({ method }) => method === "DELETE").map(({ path }) => path);
    expect(deleted).toEqual([expect.stringMatching(/\/onlineEndpoints\/score$/)]);
    expect(stage.arm.find("/deployments/blue")).toBeDefined();
  });

  test("a before-hook that fails keeps its resource as it was, and what depends on it is not begun", async () => {
    const wanted = { ...moved, settings: "2", primary: "2" };
    const failed = await run("up", { ...wanted, fail: "settings beforeUpdate" });
    expect(failed).toMatchObject({ ok: false, error: expect.stringContaining("settings refuses") as string });
    expect(failed.error).toContain('pulumi:index:Stash settings: before hook "beforeUpdate" failed');
    expect(said(failed)).toEqual([line("settings", "beforeUpdate", "1 => 2")]);
    const next = succeeded(await run("up", wanted));
    expect(changesOf(next)).toEqual(["update primary", "update settings"]);
    expect(said(next)).toContain(line("settings", "beforeUpdate", "1 => 2"));
    expect(changesOf(succeeded(await run("up", wanted)))).toEqual([]);
  });

  test("an after-hook that fails fails the run, and is not tried again", async () => {
    const wanted = { ...moved, settings: "3", primary: "3" };
    const failed = await run("up", { ...wanted, fail: "settings afterUpdate" });
    expect(failed.error).toContain('after hook "afterUpdate" failed: settings refuses');
    expect(changesOf(succeeded(await run("up", wanted)))).toEqual(["update primary"]);
  });

  const again = { ...moved, compute: "/computes/third", settings: "3", primary: "3" };

  test("a replacement that a hook interrupts is finished by the next run", async () => {
    const failed = await run("up", { ...again, fail: "settings beforeCreate" });
    expect(failed.error).toContain('before hook "beforeCreate" failed: settings refuses');
    const next = succeeded(await run("up", again));
    expect(changesOf(next)).toEqual(
      expect.arrayContaining(["replace primary", "replace secondary", "replace settings"]),
    );
    expect(changesOf(next)).not.toContain("replace endpoint");
    expect(said(next)).toContain(line("settings", "beforeCreate", "nothing => 3"));
    expect(changesOf(succeeded(await run("up", again)))).toEqual([]);
  });

  test("a refresh finds what someone else has changed or deleted, runs no hook, and writes nothing", async () => {
    stage.arm.change("/score", (endpoint) => (endpoint.tags = { owner: "someone", shown: "by hand" }));
    stage.arm.delete("/deployments/blue");
    const before = stage.arm.asked.length;
    const result = succeeded(await run("refresh", again));
    expect(changesOf(result)).toEqual(["delete deployment", "update endpoint"]);
    expect([...(find(result, "endpoint")?.diff ?? [])].sort()).toEqual(["tags.owner", "tags.shown"]);
    expect(said(result)).toEqual([]);
    expect(new Set(stage.arm.asked.slice(before).map(({ method }) => method))).toEqual(new Set(["GET"]));
    const next = succeeded(await run("up", again));
    expect(changesOf(next)).toEqual(["create deployment", "update endpoint"]);
    // What is ignored stays as it was found.
    expect(stage.arm.find("/score")?.tags).toEqual({ owner: "someone", shown: "second" });
  });

  test("nothing of a package is deleted before the program has registered anything of it", async () => {
    const withoutFirst = { ...again, first: "false" };
    succeeded(await run("up", withoutFirst));
    const failed = await run("up", { ...withoutFirst, compute: "/computes/fourth" });
    expect(failed.error).toMatch(/unknown provider/);
    expect(stage.arm.find("/score")).toMatchObject({ properties: { compute: "/computes/third" } });
  });

  test("every request carries the deployment's token, and nothing that is kept or shown does", () => {
    expect(new Set(stage.arm.asked.map((asked) => asked.token))).toEqual(new Set([token]));
    expect(leaksInText(stage.files(), { token })).toEqual([]);
    expect(leaksInText(logs.join("\n"), { token })).toEqual([]);
  });
});
