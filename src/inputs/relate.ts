import * as pulumi from "@pulumi/pulumi";

import { at, join, set } from "./path";
import { Problem } from "./problem";
import { Relation } from "./rule";
import { Walk } from "./walk";

export function isEventual(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

export function isIn(problems: readonly Problem[], path: string): boolean {
  return problems.some((problem) => problem.path === path);
}

/** Holds a relation against an object or list whose parts were checked already; its Outputs are guarded in place. */
export function relate(relation: Relation, checked: unknown, path: string, walk: Walk): void {
  const values = relation.of.map((name) => at(checked, name));
  const judge = (resolved: readonly unknown[], hidden: readonly boolean[]): Problem[] => {
    const found = [relation.check(resolved, hidden) ?? []].flat();
    return found.map((problem) => ({ ...problem, path: join(path, problem.path) }));
  };
  // The first Output among them carries the answer: its value flows on once the relation holds.
  const carrier = relation.presence ? -1 : values.findIndex((value) => isLate(value, relation.deep === true));
  if (carrier < 0) {
    // A value that its own rule refused says enough; a relation on top of it would only confuse.
    if (!relation.of.some((name) => isIn(walk.problems, join(path, name)))) {
      walk.problems.push(
        ...judge(
          values,
          values.map(() => walk.hidden),
        ),
      );
    }
  } else if (walk.guard !== undefined) {
    // That all is well is no secret, even when it was found out about secrets.
    const judged = walk.guard(values, judge).apply(() => true);
    const isWell = pulumi.unsecret(judged);
    // `unsecret` does not look at this promise; nobody else would handle its failure, which is that of `isWell` too.
    pulumi.isSecret(judged).catch(() => undefined);
    const carried = pulumi.all([values[carrier], isWell]).apply(([value]) => value);
    set(checked, relation.of[carrier] ?? "", carried);
  }
}

function isLate(value: unknown, deep: boolean): boolean {
  return isEventual(value) || (deep && Array.isArray(value) && value.some(isEventual));
}
