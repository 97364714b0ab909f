import * as pulumi from "@pulumi/pulumi";

import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";
import type { LocalFiles } from "./local-files";
import { modelFolder, workerVariables } from "./scoring-server";

/** An environment variable as the container group takes it. */
export interface Variable {
  name: string;
  value?: pulumi.Input<string>;
  secureValue?: pulumi.Input<string>;
}

/**
 * The scoring container's variables: the component's own first, then the given ones by name. Where local files are
 * unpacked is known in the container alone, so its start command sets what says it.
 */
export function environment(args: AciWebserviceArgs, files: LocalFiles): pulumi.Input<Variable[]> {
  const own: Variable[] = [];
  if (files.entryScript !== undefined) {
    own.push(
      { name: "AZUREML_ENTRY_SCRIPT", value: files.entryScript },
      { name: "SCORING_TIMEOUT_MS", value: asText(args.scoringTimeoutMs ?? aciDefaults.scoringTimeoutMs) },
    );
  }
  for (const [name, input] of Object.entries(workerVariables)) {
    const value = args[input];
    if (value !== undefined) {
      own.push({ name, value: asText(value) });
    }
  }
  if (files.model !== undefined || args.modelShare !== undefined) {
    own.push({ name: "AZUREML_MODEL_DIR", value: modelFolder });
  }
  if (args.applicationInsights !== undefined) {
    own.push(
      { name: "AML_APP_INSIGHTS_ENABLED", value: "true" },
      { name: "AML_APP_INSIGHTS_KEY", secureValue: pulumi.secret(args.applicationInsights.instrumentationKey) },
    );
  }
  return joined([
    own,
    given(args.environmentVariables, (name, value) => ({ name, value })),
    given(args.secretEnvironmentVariables, (name, value) => ({ name, secureValue: pulumi.secret(value) })),
  ]);
}

function given(
  map: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined,
  variable: (name: string, value: pulumi.Input<string>) => Variable,
): pulumi.Input<Variable[]> {
  // By name, so that the order in which somebody wrote them never shows as a change.
  const list = (entries: Record<string, pulumi.Input<string>>) =>
    Object.keys(entries)
      .sort()
      .map((name) => variable(name, entries[name] ?? ""));
  if (map === undefined) {
    return [];
  }
  return isPlain(map) ? list(map) : pulumi.output(map).apply(list);
}

/** One list; it stays a plain one while all parts are, so that a secret variable does not hide the others. */
function joined(lists: pulumi.Input<Variable[]>[]): pulumi.Input<Variable[]> {
  const plain = lists.filter((list): list is Variable[] => Array.isArray(list));
  if (plain.length === lists.length) {
    return plain.flat();
  }
  return pulumi.all(lists).apply((resolved) => resolved.flat()) as pulumi.Output<Variable[]>;
}

function isPlain<T extends object>(value: pulumi.Input<T>): value is T {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

function isPlainValue(value: pulumi.Input<number | boolean>): value is number | boolean {
  return typeof value === "number" || typeof value === "boolean";
}

function asText(value: pulumi.Input<number | boolean>): pulumi.Input<string> {
  return isPlainValue(value) ? String(value) : pulumi.output(value).apply(String);
}
