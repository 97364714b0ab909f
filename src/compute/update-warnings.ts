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

/** One setting for each label. */
const selector = "nodeSelector.";

/** Warns, in previews too, that an update of the extension breaks the endpoints of the cluster. */
export function updateNotice(name: string, parent: pulumi.Resource): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-update-notice`, {
    inPreviews: true,
    beforeUpdate: async ({ oldInputs, newInputs }) => {
      const [before, after] = [await settingsOf(oldInputs), await settingsOf(newInputs)];
      const changed = violatedBy(before, after);
      if (changed.length > 0) {
        void pulumi.log.warn(
          `${changed.join(" and ")} changes: the endpoints that run on this cluster stop answering until they are created again, each by pulumi up --replace with its urn`,
          parent,
        );
      }
      if (movesRouter(before, after)) {
        void pulumi.log.warn(
          "inferenceRouter.nodeSelector changes: the router's pods start again on other nodes, and the endpoints that run on this cluster do not answer meanwhile",
          parent,
        );
      }
    },
  });
}

/** Whether the router's nodes change (how-to-deploy-kubernetes-extension: the extension's pods are made again). */
export function movesRouter(before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  const labels = Object.keys({ ...before, ...after }).filter((setting) => setting.startsWith(selector));
  return labels.some((setting) => differs(setting, before, after));
}

function differs(setting: string, before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  return before[setting] !== after[setting] && !pulumi.isUnknown(before[setting]) && !pulumi.isUnknown(after[setting]);
}

async function settingsOf(inputs: Inputs): Promise<Record<string, unknown>> {
  const settings = await unwrapHookInput(inputs?.configurationSettings);
  return typeof settings === "object" && settings !== null ? (settings as Record<string, unknown>) : {};
}

/** The inputs whose change breaks endpoints; what a preview does not know may or may not change. */
export function violatedBy(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const inputs = Object.entries(breaking)
    .filter(([setting]) => differs(setting, before, after))
    .map(([, input]) => input);
  return [...new Set(inputs)];
}
