/** One thing that is wrong with one input. */
export interface Problem {
  /** Where: the property's path as the program writes it, such as `keys.rotation.primary`. */
  readonly path: string;
  /** The value given, what is allowed and the way out; lower case, no full stop. */
  readonly reason: string;
}

/** All problems of one component in one message, so that one run shows everything there is to mend. */
export function describeProblems(component: string, name: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ path, reason }) => `  - ${path}: ${reason}`);
  return [`${component} "${name}" has ${count} in its inputs; nothing of it was created or changed:`, ...lines].join(
    "\n",
  );
}
