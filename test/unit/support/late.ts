import * as pulumi from "@pulumi/pulumi";

import { aciWebserviceRule } from "../../../src/aci/rules";
import { validatedArgs } from "../../../src/validation";
import type { ObjectRule } from "../../../src/validation/rule";
import { resolved } from "../../support/program";
import { minimal } from "../../support/examples";

/** An Output somewhere in checked args, once it is settled. */
export interface Late {
  readonly path: string;
  readonly known?: boolean;
  readonly secret?: boolean;
  readonly value?: unknown;
  /** Why it carries no value. */
  readonly error?: Error;
}

/** The component that the args belong to; only its identity matters. */
export const owner = { name: "owner" } as unknown as pulumi.Resource;

/** A component and its smallest valid inputs. */
export interface Subject {
  readonly component: string;
  readonly rule: ObjectRule;
  readonly minimal: object;
}

const aciWebservice: Subject = { component: "AciWebservice", rule: aciWebserviceRule, minimal };

/** What the component goes on with when it is given these inputs beside the smallest valid ones. */
export function checked(change: object, subject = aciWebservice): Record<string, unknown> {
  return validatedArgs(owner, subject.component, "diabetes", subject.rule, { ...subject.minimal, ...change });
}

/** All Outputs in a value, settled, in the order in which they stand there. */
export async function settled(value: unknown, path = ""): Promise<Late[]> {
  if (pulumi.Output.isInstance(value)) {
    return [
      await resolved(value).then(
        (late) => ({ path, ...late }),
        (error: Error) => ({ path, error }),
      ),
    ];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const parts = Object.entries(value).map(([name, part]) => settled(part, path === "" ? name : `${path}.${name}`));
  return (await Promise.all(parts)).flat();
}

/** The lines of the messages of those Outputs that carry no value. */
export async function failures(change: object, subject = aciWebservice): Promise<string[]> {
  const late = await settled(checked(change, subject));
  return late.flatMap(({ error }) => (error === undefined ? [] : error.message.split("\n").slice(1)));
}
