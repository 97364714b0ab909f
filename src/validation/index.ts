import * as pulumi from "@pulumi/pulumi";

import { resourceError } from "../pulumi/resource-error";
import { validate } from "./validate";
import { describeProblems } from "./problem";
import type { ObjectRule } from "./rule";
import type { Guard } from "./traversal";

/**
 * Validates everything that is known while the program runs. Called before `super()`, so that with a problem not even the
 * component is registered.
 */
export function assertValid(component: string, name: string, rule: ObjectRule, args: unknown): void {
  const { problems } = validate(rule, args ?? {});
  if (problems.length > 0) {
    throw new pulumi.RunError(describeProblems(component, name, problems));
  }
}

/** The args to go on with: every Output in them carries its value only if the rules accept it. */
export function validatedArgs<T>(
  resource: pulumi.Resource,
  component: string,
  name: string,
  rule: ObjectRule,
  args: T,
): T {
  const guard: Guard = (value, check) => {
    const given: pulumi.Output<unknown> = pulumi.output(value as object);
    return given.apply(async (resolved) => {
      const problems = await check(resolved, await pulumi.isSecret(given));
      if (problems.length > 0) {
        throw resourceError(describeProblems(component, name, problems, true), resource);
      }
      return resolved;
    });
  };
  return validate(rule, args, { guard }).value;
}
