import * as pulumi from "@pulumi/pulumi";

import { tryResolve } from "../pulumi/output-value";
import { at, join } from "./property-path";
import type { Problem } from "./problem";
import type { Relation } from "./rule";
import type { Deferred, Traversal } from "./traversal";

export function isEventual(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

export function isIn(problems: readonly Problem[], path: string): boolean {
  return problems.some((problem) => problem.path === path);
}

/**
 * Holds a relation against an object or list whose parts were checked already. Where one of its values is late, the
 * first such is only passed on once the relation holds. It waits beside that value and not behind another guard: each
 * Output behind one that fails multiplies the work that V8 has with the failure under the language host's debugger,
 * which took minutes (`@pulumi/pulumi` 3.248 on Node 20). No value turns secret by it either.
 */
export function relate(relation: Relation, checked: unknown, path: string, traversal: Traversal): void {
  const values = relation.of.map((name) => at(checked, name));
  const check = (resolved: readonly unknown[], hidden: readonly boolean[]): Problem[] => {
    const found = [relation.check(resolved, hidden) ?? []].flat();
    return found.map((problem) => ({ ...problem, path: join(path, problem.path) }));
  };
  const eventual = relation.presence ? [] : values.flatMap((value) => eventualIn(value, relation.deep === true));
  if (eventual.length === 0) {
    // A value that its own rule refused says enough; a relation on top of it would only confuse.
    if (!relation.of.some((name) => isIn(traversal.problems, join(path, name)))) {
      const hidden = values.map(() => traversal.hidden);
      traversal.problems.push(...check(values, hidden));
    }
    return;
  }
  const deferred = eventual.flatMap((value) => traversal.deferred.get(value) ?? []);
  deferred[0]?.relations.push(() => deferredProblems(values, deferred, check, traversal));
}

async function deferredProblems(
  values: readonly unknown[],
  deferred: readonly Deferred[],
  check: (resolved: readonly unknown[], hidden: readonly boolean[]) => Problem[],
  traversal: Traversal,
): Promise<Problem[]> {
  const given = await Promise.all(values.map((value) => tryResolve(asGiven(value, traversal))));
  const own = await Promise.all(deferred.map(async (one) => ({ one, peeked: await tryResolve(one.given) })));
  const unknown = given.includes(undefined) || own.some(({ peeked }) => peeked === undefined);
  const refused = own.some(({ one, peeked }) => peeked && one.validate(peeked.value, peeked.secret).length > 0);
  if (unknown || refused) {
    return [];
  }
  return check(
    given.map((one) => one?.value),
    given.map((one) => one?.secret === true),
  );
}

function eventualIn(value: unknown, deep: boolean): unknown[] {
  if (deep && Array.isArray(value)) {
    return value.filter(isEventual);
  }
  return isEventual(value) ? [value] : [];
}

/** The value before its Outputs were guarded: a relation that waited for a guard of its own would wait for ever. */
function asGiven(value: unknown, traversal: Traversal): unknown {
  return Array.isArray(value)
    ? value.map((item) => asGiven(item, traversal))
    : (traversal.deferred.get(value)?.given ?? value);
}
