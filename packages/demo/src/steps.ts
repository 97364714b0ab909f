import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

import type { Deployment, Result, Step } from "@azureml-webservice/deploy-harness/types";
import { repository } from "./build-package";
import { isPrediction, score, shown, type CallOptions } from "./call";
import { RunningCaller } from "./running-caller";
import { DemoFailure, type ScenarioTools } from "./scenario";

export function exampleFolder(name: string): string {
  return path.join(repository, "examples", name);
}

/** What the example's training says of the model that it wrote. */
export async function train<T>(python: string, program: string): Promise<T> {
  const { stdout } = await promisify(execFile)(python, [path.join(program, "train.py")]);
  return JSON.parse(stdout) as T;
}

/** What the training of an example with one model says of it. */
export interface Training {
  readonly r2: number;
  readonly sample: number[][];
  readonly prediction: number[];
}

export function tellTraining({ terminal }: ScenarioTools, { r2 }: Pick<Training, "r2">, which = "model"): void {
  terminal.line(`${which} trained, R² ${r2.toFixed(2)} on held-out data`);
}

export async function deploy(deployment: Deployment): Promise<Result> {
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

/** Previews, tells what would happen, and answers it. */
export async function foresee(tools: ScenarioTools, deployment: Deployment): Promise<Result> {
  const preview = await tools.quietly(succeeded("preview", deployment.preview()));
  for (const { op, name, diff } of preview.changes) {
    tools.terminal.line(`preview: ${op} ${name}${diff && diff.length > 0 ? ` (${diff.join(", ")})` : ""}`);
  }
  for (const { severity, text } of preview.messages) {
    tools.terminal.line(`preview: ${severity}: ${text.trim()}`);
  }
  return preview;
}

/** Each change as `update diabetes-settings`; whatever the engine counts the stack's own outputs as. */
export function changesIn({ changes }: Result): string[] {
  return changes.filter(isResource).map(({ op, name }) => `${op} ${name}`);
}

function isResource({ type }: Step): boolean {
  return type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");
}

/** Checks that exactly these steps, in any order, are what happens or would happen. */
export function checkChanges({ terminal }: ScenarioTools, text: string, result: Result, expected: string[]): void {
  const seen = changesIn(result).sort();
  terminal.check(text, JSON.stringify(seen) === JSON.stringify([...expected].sort()), seen.join(", ") || "no change");
}

export async function checkUnchanged(tools: ScenarioTools, deployment: Deployment): Promise<void> {
  tools.terminal.section("Deploy once more");
  checkChanges(tools, "nothing changes", await deploy(deployment), []);
}

export async function takeDown(tools: ScenarioTools, deployment: Deployment): Promise<void> {
  tools.terminal.section("Take it down");
  const gone = await succeeded("destruction", deployment.destroy());
  tools.terminal.check(
    `${gone.changes.length} resources deleted`,
    gone.changes.every(({ op }) => op === "delete"),
    changesIn(gone).join(", "),
  );
}

/** Where a service is, and what it is asked. */
export interface Target {
  readonly uri: string;
  readonly input: unknown;
}

/** A caller gets this status and nothing else. */
export async function checkStatus(
  { terminal }: ScenarioTools,
  { uri, input }: Target,
  who: string,
  expected: number,
  options: CallOptions = {},
): Promise<void> {
  const { status, body } = await score(uri, input, options);
  terminal.check(`${who}: ${expected}`, status === expected, `${status} ${body.slice(0, 200)}`);
}

/** A caller gets the very numbers that the model says in Python. */
export async function checkPrediction(
  { terminal }: ScenarioTools,
  { uri, input }: Target,
  who: string,
  prediction: readonly number[],
  options: CallOptions = {},
): Promise<void> {
  const answer = await score(uri, input, options);
  terminal.check(
    `${who}: 200, the very prediction the model makes in Python: ${shown(prediction)}`,
    isPrediction(answer, prediction),
    `${answer.status} ${answer.body.slice(0, 200)}`,
  );
}

/** Does something while a caller asks without a pause, none of whose requests may fail. */
export async function underLoad<T>(
  { terminal }: ScenarioTools,
  { uri, input }: Target,
  who: string,
  options: CallOptions,
  work: () => Promise<T>,
): Promise<T> {
  const caller = new RunningCaller(() => score(uri, input, options));
  try {
    const result = await work();
    const { requests, failures } = await caller.stop();
    const seen = `${failures.length} failed, the first with ${failures[0]}`;
    terminal.check(`meanwhile ${who} asked ${requests} times: no request failed`, failures.length === 0, seen);
    return result;
  } finally {
    await caller.stop();
  }
}

export function textOutput({ outputs }: Result, name: string): string {
  return String(outputs[name]?.value);
}

/** A line that calls a kept service with a credential that a file holds, which is answered. */
export function keepCall(
  tools: ScenarioTools,
  { uri, input }: Target,
  name: string,
  credential: string,
  trusted?: string,
): string {
  const data = tools.keepFile("input.json", JSON.stringify(input));
  const header = tools.keepFile(`${name}.header`, `Authorization: Bearer ${credential}\n`);
  const trust = trusted === undefined ? "" : `--cacert ${trusted} `;
  tools.keepLine(`curl ${trust}-H @${header} -H 'Content-Type: application/json' --data @${data} ${uri}`);
  return header;
}
