import * as pulumi from "@pulumi/pulumi";

import { minimal, named, origins, share } from "../support/examples";
import { checked, failures, owner, settled } from "./support/late";

const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));

describe("a bad value in an Output fails when it is known", () => {
  const port =
    "  - port: 0 is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)";
  const origin =
    '  - cors.allowedOrigins[1]: "https://b/" is not allowed: must be an origin as browsers send it, such as https://app.example.com (lower case, no path or final /, no standard port, no wildcard inside), or the single entry *';
  const cost =
    '  - tags: the name "cost/center" is not allowed: must be 1 to 512 characters without < > % & \\ ? / and control characters';
  const variable =
    '  - environmentVariables["A"]: "" is not allowed: must be a text of 1 to 100000 characters without NUL; leave the variable out where it has no value';

  test.each<[string, object, string]>([
    ["a plain Output", { port: pulumi.output(0) }, port],
    ["a Promise", { port: later(0) }, port],
    ["an Output of a Promise", { port: pulumi.output(later(0)) }, port],
    ["an item of a list", { cors: { allowedOrigins: ["https://a", pulumi.output("https://b/")] } }, origin],
    ["a whole list", { cors: { allowedOrigins: pulumi.output(["https://a", "https://b/"]) } }, origin],
    [
      "an Output in an Output",
      { cors: { allowedOrigins: pulumi.output(["https://a", pulumi.output("https://b/")]) } },
      origin,
    ],
    ["a value of a map", { environmentVariables: { A: pulumi.output("") } }, variable],
    ["a whole map", { environmentVariables: pulumi.output({ A: "" }) }, variable],
    ["a name in a whole map", { tags: pulumi.output({ "cost/center": "7" }) }, cost],
    [
      "too much in a whole map",
      { tags: later(named(51, "x")) },
      "  - tags: 51 entries are not allowed: must be at most 50; put several values into one tag, as JSON",
    ],
    [
      "the wrong shape",
      { tags: pulumi.output("team") },
      "  - tags: a text is not allowed: must be an object of names and values",
    ],
    [
      "no value at all",
      { port: pulumi.output(undefined) },
      "  - port: the Output given has no value: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534); leave it out for the default",
    ],
    [
      "null in a list",
      { command: pulumi.output(["a", null]) },
      "  - command[1]: is required: give a text of 1 to 10000 characters without NUL",
    ],
  ])("%s", async (_, change, line) => {
    expect(await failures(change)).toEqual([line]);
  });

  test("with a ResourceError that names the component", async () => {
    const [late] = await settled(checked({ port: pulumi.output(0) }));
    expect(late?.error).toBeInstanceOf(pulumi.ResourceError);
    expect((late?.error as pulumi.ResourceError).resource).toBe(owner);
    expect(late?.error?.message.split("\n")[0]).toBe(
      'AciWebservice "diabetes" has 1 problem in its inputs; found when an Output became known:',
    );
  });
});

describe("a secret is in no message", () => {
  const hidden = "not-Shown";

  test.each<[string, object, string]>([
    [
      "a text",
      { location: pulumi.secret(hidden) },
      "  - location: the value given (not shown: it may be a secret) is not allowed: must be the name of an Azure region, such as westeurope or West Europe",
    ],
    [
      "a number",
      { port: pulumi.secret(86_421) },
      "  - port: the number given (not shown: it may be a secret) is not allowed: must be a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)",
    ],
    [
      "in a map",
      { tags: { A: pulumi.secret(`\0${hidden}`) } },
      '  - tags["A"]: the value given (not shown: it may be a secret) is not allowed: must be a text of at most 256 characters',
    ],
    [
      "in a whole map",
      { tags: pulumi.output({ A: pulumi.secret(`\0${hidden}`) }) },
      '  - tags["A"]: the value given (not shown: it may be a secret) is not allowed: must be a text of at most 256 characters',
    ],
    [
      "a name in a whole map",
      { tags: pulumi.secret({ [`${hidden}/`]: "x" }) },
      "  - tags: the name the value given (not shown: it may be a secret) is not allowed: must be 1 to 512 characters without < > % & \\ ? / and control characters",
    ],
    [
      "in the wrong shape",
      { tags: pulumi.secret(hidden) },
      "  - tags: the value given (not shown: it may be a secret) is not allowed: must be an object of names and values",
    ],
  ])("%s", async (_, change, line) => {
    expect(await failures(change)).toEqual([line]);
  });
});

describe("a good value flows on as it is, through the check", () => {
  test.each<[string, object]>([
    ["Outputs", { image: pulumi.output("a/b:1"), port: pulumi.output(8080), location: pulumi.output("West US") }],
    [
      "secrets",
      { location: pulumi.secret("westus"), modelShare: { ...share, storageAccountKey: pulumi.secret("a2V5") } },
    ],
    ["Promises", { image: Promise.resolve("a/b:1"), command: Promise.resolve(["a", "b"]) }],
    ["nested ones", { command: ["a", pulumi.output("b")], tags: { A: pulumi.output("x"), B: pulumi.secret("y") } }],
    ["whole maps", { tags: pulumi.output({ A: "x" }), environmentVariables: pulumi.secret({ A: "x" }) }],
  ])("%s", async (_, change) => {
    const result = checked(change);
    const after = await settled(result);
    expect(after.length).toBeGreaterThan(0);
    expect(new Set(after)).toEqual(new Set(await settled(wrapped(change))));
    for (const [name, given] of Object.entries(change)) {
      expect(result[name]).not.toBe(given);
    }
  });

  /** With Promises as the Outputs that they become. */
  function wrapped(value: unknown): unknown {
    if (value instanceof Promise) {
      return pulumi.output(value);
    }
    return typeof value === "object" && value !== null && !pulumi.Output.isInstance(value)
      ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, wrapped(part)]))
      : value;
  }

  test("plain values stay plain, and left-out ones left out", () => {
    expect(checked({ cors: origins, port: null, tags: { A: "x", B: undefined } })).toEqual({
      ...minimal,
      cors: origins,
      tags: { A: "x" },
    });
  });
});

describe("in a preview", () => {
  beforeAll(() =>
    pulumi.runtime.setMocks({ call: () => ({}), newResource: () => ({ id: undefined, state: {} }) }, "p", "s", true),
  );

  // What the engine hands to a program for what it does not know yet.
  const unknown = () => {
    const nothing = Promise.resolve(undefined);
    const no = Promise.resolve(false);
    const Unknown = pulumi.Output as unknown as new (...args: unknown[]) => pulumi.Output<unknown>;
    return new Unknown([], nothing, no, no, Promise.resolve([]));
  };

  test.each<[string, () => object]>([
    ["a value", () => ({ image: unknown() })],
    ["a part of a map", () => ({ environmentVariables: { A: unknown(), B: "x" } })],
    ["one of two ports", () => ({ port: unknown(), scoringPort: 80 })],
    ["a whole map beside another", () => ({ environmentVariables: unknown(), secretEnvironmentVariables: { A: "x" } })],
  ])("%s that is unknown is no error and stays unknown", async (_, change) => {
    const late = await settled(checked(change()));
    expect(late).toHaveLength(1);
    expect(late[0]).toMatchObject({ known: false, secret: false });
  });

  test("what is known beside it stays known", async () => {
    const result = checked({ image: unknown(), port: pulumi.output(8080), location: "westeurope" });
    expect(result.location).toBe("westeurope");
    const late = await settled(result);
    expect(late.map(({ path, known }) => [path, known])).toEqual([
      ["image", false],
      ["port", true],
    ]);
  });

  test("a bad value is found", async () => {
    const late = await settled(checked({ port: pulumi.output(0) }));
    expect(late[0]?.error).toBeInstanceOf(pulumi.ResourceError);
  });
});
