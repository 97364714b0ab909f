import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../pulumi/hooks";
import { unwrapHookInput } from "../pulumi/hook-inputs";

type Inputs = Record<string, unknown> | undefined;

/** What breaks the endpoints that run (how-to-secure-kubernetes-online-endpoint), with the input that it comes from. */
const breaking: Readonly<Record<string, string>> = {
  allowInsecureConnections: "tls",
  sslCname: "tls.cname",
  inferenceRouterServiceType: "inferenceRouter.serviceType",
  internalLoadBalancerProvider: "inferenceRouter.internalLoadBalancer",
};

/** Warns, in previews too, that an update of the extension breaks the endpoints of the cluster. */
export function updateNotice(name: string, parent: pulumi.Resource): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-update-notice`, {
    inPreviews: true,
    beforeUpdate: async ({ oldInputs, newInputs }) => {
      const changed = violatedBy(await settingsOf(oldInputs), await settingsOf(newInputs));
      if (changed.length > 0) {
        void pulumi.log.warn(
          `${changed.join(" and ")} changes: the endpoints that run on this cluster stop answering until they are created again, each by pulumi up --replace with its urn`,
          parent,
        );
      }
    },
  });
}

async function settingsOf(inputs: Inputs): Promise<Record<string, unknown>> {
  const settings = await unwrapHookInput(inputs?.configurationSettings);
  return typeof settings === "object" && settings !== null ? (settings as Record<string, unknown>) : {};
}

/** The inputs whose change breaks endpoints; what a preview does not know may or may not change. */
export function violatedBy(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return Object.entries(breaking)
    .filter(
      ([setting]) =>
        before[setting] !== after[setting] && !pulumi.isUnknown(before[setting]) && !pulumi.isUnknown(after[setting]),
    )
    .map(([, input]) => input);
}
