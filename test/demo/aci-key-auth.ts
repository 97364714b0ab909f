import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import type { Deployment, Result } from "../drivers/types";
import { score, scoreWhenReady } from "./call";
import { DemoFailure, type Scenario, type ScenarioTools } from "./scenario";

const example = path.resolve(__dirname, "..", "..", "examples", "aci-key-auth");

interface Training {
  readonly r2: number;
  readonly sample: number[][];
  readonly prediction: number[];
}

interface Address {
  readonly uri: string;
  readonly primary: string;
  readonly secondary: string;
}

/** The main job: a model deployed with key authentication, called, a key rotated, and all of it taken down again. */
export const aciKeyAuth: Scenario = {
  name: "aci-key-auth",
  about: "a model on Container Instances behind two keys: deployed, called, a key rotated",
  program: example,
  async run(tools) {
    const { terminal } = tools;
    const [port, scoringPort] = [await tools.port("port", 8080), await tools.port("scoringPort", 5001)];
    const config = {
      image: "mcr.microsoft.com/azureml/minimal-py312-inference:latest",
      "azure-native:location": "westeurope",
      port: String(port),
      scoringPort: String(scoringPort),
    };

    terminal.section("Train a regression on scikit-learn's diabetes data");
    const training = await train(tools.python);
    const input = { data: training.sample };
    terminal.line(`model trained, R² ${training.r2.toFixed(2)} on held-out data`);

    terminal.section("Deploy it");
    const first = await tools.deployment(config);
    const address = addressOf(await deployed(first));
    terminal.line(`service at ${address.uri}`);

    terminal.section("Call it");
    const ready = await scoreWhenReady(address.uri, input, address.primary);
    await checkCaller(tools, address.uri, input, "without a key", undefined, 401);
    await checkCaller(tools, address.uri, input, "with a wrong key", "x".repeat(43), 401);
    const same = sameNumbers(ready.body, training.prediction);
    terminal.check(
      `with the primary key: ${ready.status}, the very prediction the model makes in Python: ${shown(training.prediction)}`,
      ready.status === 200 && same,
      `${ready.status} ${ready.body.slice(0, 200)}`,
    );
    await checkCaller(tools, address.uri, input, "with the secondary key", address.secondary, 200);

    terminal.section("Rotate the secondary key: secondaryKeyNumber 1 => 2");
    const second = await tools.deployment({ ...config, secondaryKeyNumber: "2" });
    tellPreview(tools, await tools.quietly(succeeded("preview", second.preview())));
    const rotated = addressOf(await deployed(second));
    terminal.line("the group restarts with the new key; waiting for the model");
    await scoreWhenReady(rotated.uri, input, rotated.primary);
    await checkCaller(tools, rotated.uri, input, "with the old secondary key", address.secondary, 401);
    await checkCaller(tools, rotated.uri, input, "with the new secondary key", rotated.secondary, 200);
    terminal.check("the primary key is unchanged", rotated.primary === address.primary);
    await checkCaller(tools, rotated.uri, input, "with the primary key", rotated.primary, 200);

    terminal.section("Deploy once more");
    const again = await succeeded("deployment", second.up());
    terminal.check("nothing changes", again.changes.length === 0, again.changes.map(({ name }) => name).join(", "));

    if (tools.keep) {
      tools.keepKeys(rotated.uri, input, { primary: rotated.primary, secondary: rotated.secondary });
      return;
    }
    terminal.section("Take it down");
    const gone = await succeeded("destruction", second.destroy());
    terminal.check(
      `${gone.changes.length} resources deleted`,
      gone.changes.every(({ op }) => op === "delete"),
    );
    const after = await score(rotated.uri, input, rotated.primary).catch(() => undefined);
    terminal.check("nobody answers any more", after === undefined, String(after?.status));
  },
};

async function train(python: string): Promise<Training> {
  const { stdout } = await promisify(execFile)(python, [path.join(example, "train.py")]);
  return JSON.parse(stdout) as Training;
}

async function deployed(deployment: Deployment): Promise<Result> {
  return succeeded("deployment", deployment.up());
}

async function succeeded(what: string, running: Promise<Result>): Promise<Result> {
  const result = await running;
  if (!result.ok) {
    const told = result.error === undefined || result.log.includes(result.error);
    throw new DemoFailure(`the ${what} failed${told ? "; see above" : `: ${result.error}`}`, result.log);
  }
  return result;
}

function tellPreview({ terminal }: ScenarioTools, preview: Result): void {
  for (const { op, name, diff } of preview.changes) {
    terminal.line(`preview: ${op} ${name}${diff && diff.length > 0 ? ` (${diff.join(", ")})` : ""}`);
  }
  for (const { severity, text } of preview.messages) {
    terminal.line(`preview: ${severity}: ${text.trim()}`);
  }
  terminal.check(
    "the preview rotates the secondary key and leaves the primary one alone",
    preview.changes.some(({ op, name }) => op === "replace" && name.endsWith("-secondary")) &&
      !preview.changes.some(({ name }) => name.endsWith("-primary")),
  );
}

async function checkCaller(
  { terminal }: ScenarioTools,
  uri: string,
  input: unknown,
  who: string,
  key: string | undefined,
  expected: number,
): Promise<void> {
  const { status } = await score(uri, input, key);
  terminal.check(`${who}: ${expected}`, status === expected, String(status));
}

function addressOf({ outputs }: Result): Address {
  const text = (name: string) => String(outputs[name]?.value);
  return { uri: text("scoringUri"), primary: text("primaryKey"), secondary: text("secondaryKey") };
}

function sameNumbers(body: string, expected: number[]): boolean {
  try {
    return JSON.stringify(JSON.parse(body)) === JSON.stringify(expected);
  } catch {
    return false;
  }
}

function shown(numbers: number[]): string {
  return numbers.map((number) => number.toFixed(1)).join(", ");
}
