import * as pulumi from "@pulumi/pulumi";

import { peek } from "../pulumi/output-value";
import { at, join } from "./property-path";
import { Problem } from "./problem";
import { Relation } from "./rule";
import { Late, Walk } from "./traversal";

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
export function relate(relation: Relation, checked: unknown, path: string, walk: Walk): void {
  const values = relation.of.map((name) => at(checked, name));
  const judge = (resolved: readonly unknown[], hidden: readonly boolean[]): Problem[] => {
    const found = [relation.check(resolved, hidden) ?? []].flat();
    return found.map((problem) => ({ ...problem, path: join(path, problem.path) }));
  };
  const eventual = relation.presence ? [] : values.flatMap((value) => eventualIn(value, relation.deep === true));
  if (eventual.length === 0) {
    // A value that its own rule refused says enough; a relation on top of it would only confuse.
    if (!relation.of.some((name) => isIn(walk.problems, join(path, name)))) {
      const hidden = values.map(() => walk.hidden);
      walk.problems.push(...judge(values, hidden));
    }
    return;
  }
  const late = eventual.flatMap((value) => walk.late.get(value) ?? []);
  late[0]?.relations.push(() => verdict(values, late, judge, walk));
}

async function verdict(
  values: readonly unknown[],
  late: readonly Late[],
  judge: (resolved: readonly unknown[], hidden: readonly boolean[]) => Problem[],
  walk: Walk,
): Promise<Problem[]> {
  const given = await Promise.all(values.map((value) => peek(asGiven(value, walk))));
  const own = await Promise.all(late.map(async (one) => ({ one, peeked: await peek(one.given) })));
  const unknown = given.includes(undefined) || own.some(({ peeked }) => peeked === undefined);
  const refused = own.some(({ one, peeked }) => peeked && one.judge(peeked.value, peeked.secret).length > 0);
  if (unknown || refused) {
    return [];
  }
  return judge(
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
function asGiven(value: unknown, walk: Walk): unknown {
  return Array.isArray(value) ? value.map((item) => asGiven(item, walk)) : (walk.late.get(value)?.given ?? value);
}
