import type * as pulumi from "@pulumi/pulumi";

import type { AzureArgs } from "../azure/args";
import type { Json } from "../azure/arm-error";
import { connect } from "../azure/arm-connection";
import { errorMessage } from "../pulumi/error-message";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { resourceHooks } from "../pulumi/hooks";

type Tags = Readonly<Record<string, string>>;

const apiVersion = "2024-05-01-preview";

/**
 * Sees to it that changed tags arrive. The provider sends the whole group with PUT, which does not reliably change the
 * tags of one that exists; PATCH, which is for tags alone, does (the code of Terraform's `azurerm_container_group` says
 * so). It comes before the PUT, so that tags that are refused change nothing, and the next deployment tries again. The
 * tags are those that the engine has after all transformations; others that Azure has are left alone.
 */
export function sendTags(
  name: string,
  component: pulumi.Resource,
  azure: AzureArgs | undefined,
): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-tags`, {
    inPreviews: false,
    beforeUpdate: async ({ id, oldInputs, newInputs }) => {
      const [before, wanted] = await Promise.all([tagsIn(oldInputs), tagsIn(newInputs)]);
      const areChanged = patchedTags(before, before, wanted) !== undefined;
      if (id !== undefined && areChanged) {
        await patch(id, before, wanted, component, azure).catch((error: unknown) => {
          throw new Error(refusal(id, wanted, errorMessage(error)));
        });
      }
    },
  });
}

async function patch(
  id: string,
  before: Tags,
  wanted: Tags,
  component: pulumi.Resource,
  azure: AzureArgs | undefined,
): Promise<void> {
  const arm = await connect(azure, component);
  const lacking = async () => patchedTags(tagsOf(await arm.get(id, apiVersion)), before, wanted);
  const tags = await lacking();
  if (tags === undefined) {
    return;
  }
  await arm.patch(id, apiVersion, { tags });
  if ((await lacking()) !== undefined) {
    throw new Error(`PATCH ${id}: Azure accepted the tags, but returns different ones`);
  }
}

/** With the names of the tags only: a value may be a secret. */
function refusal(id: string, wanted: Tags, reason: string): string {
  const tags = Object.keys(wanted).map((tag) => `"${tag}=…"`);
  return (
    `the tags of the group could not be changed, and nothing else was: ${reason}; deploy again, or set them yourself ` +
    `and then deploy: az tag update --resource-id ${id} --operation Replace --tags ${tags.join(" ") || '""'}; ` +
    "in another cloud than the public one, set azure.environment"
  );
}

/**
 * All tags that the group should have, where it has not: the program's, without those that the program has given up, and
 * with those that somebody else, such as an Azure Policy, has put there. Azure does not tell names apart by their case.
 */
export function patchedTags(found: Tags, before: Tags, wanted: Tags): Tags | undefined {
  const lower = (tags: Tags) => new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
  const [has, had, wants] = [lower(found), lower(before), lower(wanted)];
  const isComplete = [...wants].every(([name, value]) => has.get(name) === value);
  const isFree = [...had.keys()].every((name) => wants.has(name) || !has.has(name));
  if (isComplete && isFree) {
    return undefined;
  }
  const others = Object.entries(found).filter(
    ([name]) => !had.has(name.toLowerCase()) && !wants.has(name.toLowerCase()),
  );
  return { ...Object.fromEntries(others), ...wanted };
}

async function tagsIn(inputs: Record<string, unknown> | undefined): Promise<Tags> {
  return tagsOf({ tags: await unwrapHookInput(inputs?.tags) });
}

function tagsOf({ tags }: Json): Tags {
  return typeof tags === "object" && tags !== null ? (tags as Tags) : {};
}
