import { inspect } from "node:util";

import { AciWebservice } from "azureml-webservice";

import { runProgram } from "../support/program";
import { captureLog } from "../support/quiet";
import { leaks, leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { identityReads, secretInputs, services } from "../support/aci-configurations";

const generated = "Qm7RtYz2LpXcVb9NkWjHs4DfGa6TuEi8OqZx1CvBn3M";
const secrets = { ...secretInputs, generated };
const password = { "random:index/randomPassword:RandomPassword": { result: generated } };

let log: ReturnType<typeof captureLog>;
beforeEach(() => {
  log = captureLog();
});
afterEach(() => jest.restoreAllMocks());

describe.each(Object.entries(services))("%s", (_, args) => {
  test.each([false, true])(
    "no secret stands in clear in what is registered or logged (preview: %s)",
    async (preview) => {
      const { registrations } = await runProgram(() => new AciWebservice("svc", args), {
        preview,
        outputs: password,
        reads: identityReads,
      });
      expect(registrations.length).toBeGreaterThan(1);
      expect(leaks(registrations, secrets)).toEqual([]);
      expect(leaks(log, secrets)).toEqual([]);
    },
  );
});

test("every secret input is used by a configuration, so that the search above can find it", async () => {
  const found = new Set<string>();
  for (const args of Object.values(services)) {
    const { registrations } = await runProgram(() => new AciWebservice("svc", args), {
      outputs: password,
      reads: identityReads,
    });
    // With the wrapper's mark taken away, each one shows.
    const unwrapped: unknown = JSON.parse(
      JSON.stringify(registrations).replaceAll("4dabf18193072939515e22adb298388d", ""),
    );
    leaks(unwrapped, secrets).forEach((leak) => found.add(leak.replace(/^.*: /, "")));
  }
  expect([...found].sort()).toEqual(Object.keys(secrets).sort());
});

describe("the search itself", () => {
  const secret = { key: generated };
  test.each([
    ["plain", generated],
    ["a part", `prefix ${generated.slice(20, 34)} suffix`],
    ["base64", Buffer.from(generated).toString("base64")],
    ["base64 at an odd offset", Buffer.from(`Bearer ${generated};`).toString("base64")],
    ["base64url", Buffer.from(`x${generated}`).toString("base64url")],
    ["hex", Buffer.from(generated).toString("hex")],
    ["JSON in JSON", JSON.stringify(JSON.stringify({ key: generated }))],
  ])("finds %s", (_, text) => expect(leaksInText(text, secret)).toEqual(["key"]));

  test("does not find what is not there", () => {
    expect(leaksInText(`${generated.slice(0, 11)} ${"x".repeat(43)}`, secret)).toEqual([]);
  });

  test("passes over Pulumi's secret wrapper", () => {
    const wrapped = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: generated };
    expect(leaks({ inputs: [wrapped] }, secret)).toEqual([]);
    expect(leaks({ inputs: [{ value: generated }] }, secret)).toEqual(["$.inputs.0.value: key"]);
  });
});

test("an error that carries its resource shows none of it, however it is rendered", async () => {
  const program = () => new AciWebservice("svc", services["initial keys"] ?? services.keys!);
  const { result } = await runProgram(program, { outputs: password });
  let error: unknown;
  try {
    result.getToken();
  } catch (thrown) {
    error = thrown;
  }
  expect((error as { resource: unknown }).resource).toBe(result);
  // What the SDK does to an error that comes out of a failed promise.
  Object.assign(error as object, { promise: Promise.resolve({ key: generated }) });
  const rendered = [inspect(error, { depth: null }), String(error)].join("\n");
  expect(leaks(rendered, secrets)).toEqual([]);
  expect(rendered.length).toBeLessThan(5000);
});
