import { getCompute } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import { errorMessage } from "../pulumi/error-message";
import { unwrapHookInput } from "../pulumi/hook-inputs";
import { resourceHooks } from "../pulumi/hooks";
import { asRecord } from "../validation/property-path";

/**
 * Looks at a compute again after each update: a known issue of Azure ML is that updating a Kubernetes compute appears to
 * succeed but doesn't (how-to-attach-kubernetes-to-workspace). A response that only repeats the request proves nothing.
 */
export function updateCheck(name: string, parent: pulumi.Resource): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-update-check`, {
    inPreviews: false,
    afterUpdate: async ({ newInputs }) => {
      const wanted = asRecord(await unwrapHookInput(newInputs)) ?? {};
      const { resourceGroupName, workspaceName, computeName } = wanted as Record<string, string>;
      try {
        const address = {
          resourceGroupName: String(resourceGroupName),
          workspaceName: String(workspaceName),
          computeName: String(computeName),
        };
        const { properties } = await getCompute(address, { parent, async: true });
        const lacking = notTaken(settingsIn(wanted.properties), settingsIn(properties));
        if (lacking.length > 0) {
          void pulumi.log.warn(
            `Azure says that it has updated the compute ${computeName}, but still has another value of ${lacking.join(" and ")}: ` +
              "detach it and attach it again, by pulumi up --replace with the urn of its attachment",
            parent,
          );
        }
      } catch (error) {
        void pulumi.log.debug(`the compute could not be read after its update: ${errorMessage(error)}`, parent);
      }
    },
  });
}

function settingsIn(properties: unknown): Readonly<Record<string, unknown>> {
  return asRecord(asRecord(properties)?.properties) ?? {};
}

/** Which of the settings that were sent Azure does not have. It adds members of its own to what it was sent. */
export function notTaken(sent: Readonly<Record<string, unknown>>, found: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(sent).filter((name) => !isWithin(sent[name], found[name]));
}

function isWithin(sent: unknown, found: unknown): boolean {
  const [one, other] = [asRecord(sent), asRecord(found)];
  if (one === undefined || other === undefined) {
    return String(sent) === String(found);
  }
  return Object.entries(one).every(([name, value]) => isWithin(value, other[name]));
}
