import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../pulumi/hooks";

/**
 * Tells what an update in place costs. Container Instances restarts all containers of a group for any change but that
 * of its tags, and a group is one replica: callers are refused until the model is loaded again.
 */
export function restartNotice(name: string, parent: pulumi.Resource): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-restart-notice`, {
    beforeUpdate: async ({ oldInputs, newInputs }) => {
      if (!(await sameButForTags(oldInputs, newInputs))) {
        void pulumi.log.warn(
          "this update restarts the containers of the group: the service does not answer until the model is loaded again",
          parent,
        );
      }
    },
  });
}

async function sameButForTags(
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown> | undefined,
): Promise<boolean> {
  const [one, other] = await Promise.all([comparable(before), comparable(after)]);
  return one !== undefined && one === other;
}

/**
 * The inputs without their tags as text; nothing while a preview does not know one of them, such as a key that is
 * being replaced. Hooks get secrets as Outputs, and an `apply` on an unknown one never runs, so that is asked first.
 */
async function comparable(inputs: Record<string, unknown> | undefined): Promise<string | undefined> {
  const { tags: _tags, ...rest } = inputs ?? {};
  const all = pulumi.output(rest) as pulumi.Output<unknown> & { readonly isKnown: Promise<boolean> };
  if (!(await all.isKnown)) {
    return undefined;
  }
  return new Promise((resolve) => {
    all.apply((known) => resolve(stable(known)));
  });
}

/** JSON with sorted names: two equal values give one text. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
