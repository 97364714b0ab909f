import { quote } from "./format-value";

/** One thing that is wrong with one input. */
export interface Problem {
  /** Where: the property's path as the program writes it, such as `keys.rotation.primary`. */
  readonly path: string;
  /** The value given, what is allowed and the way out; lower case, no full stop. */
  readonly reason: string;
}

/** More than anybody mends at once; a generated list of thousands must not bury the message's beginning. */
const mostShown = 50;

/**
 * All problems of one component in one message, so that one run shows everything there is to mend. `late` problems
 * came out of an Output, when other things may already have been created.
 */
export function describeProblems(component: string, name: string, problems: readonly Problem[], late = false): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const what = late ? "found when an Output became known" : "nothing of it was created or changed";
  const lines = problems.slice(0, mostShown).map(({ path, reason }) => `  - ${path}: ${reason}`);
  const rest = problems.length > mostShown ? [`  - and ${problems.length - mostShown} more`] : [];
  return [`${component} ${quote(name, 100)} has ${count} in its inputs; ${what}:`, ...lines, ...rest].join("\n");
}
