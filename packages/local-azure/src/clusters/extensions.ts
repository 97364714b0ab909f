import { badRequest } from "../arm/arm-error";
import type { Provider } from "../arm/provider";
import { anything, boolean, map, object, oneOf, string } from "../arm/shape";
import { notFound, StoredResources, type StoredServices } from "../arm/stored-resource";
import { trackedView, type TrackedResource } from "../arm/tracked-resource";
import { clusterPath, clusterType } from "./routes";

const extensionType = "Microsoft.KubernetesConfiguration/extensions";

// The template schema of 2023-05-01.
const shape = object(
  {
    identity: object({ type: oneOf("SystemAssigned") }),
    plan: object({ name: string, product: string, publisher: string, promotionCode: string, version: string }, [
      "name",
      "product",
      "publisher",
    ]),
    properties: object({
      aksAssignedIdentity: anything,
      autoUpgradeMinorVersion: boolean,
      configurationProtectedSettings: map(string),
      configurationSettings: map(string),
      extensionType: string,
      releaseTrain: string,
      scope: object({
        cluster: object({ releaseNamespace: string }),
        namespace: object({ targetNamespace: string }),
      }),
      statuses: anything,
      version: string,
      // Read-only, and sent back by clients that have read them.
      provisioningState: string,
      currentVersion: string,
    }),
  },
  ["properties"],
);

/** Extensions of a cluster; the one for Azure Machine Learning is checked by its documented rules. */
export function clusterExtensions(services: StoredServices): Provider {
  const { documents } = services.state;
  const clusterOf = (id: string) => {
    const clusterId = id.slice(0, id.toLowerCase().lastIndexOf("/providers/"));
    const cluster = documents.read<TrackedResource>(clusterId);
    if (cluster === undefined) {
      throw notFound(clusterType, clusterId);
    }
    return cluster;
  };
  const stored = new StoredResources(services, {
    pattern: `${clusterPath}/providers/${extensionType}/{name}`,
    type: extensionType,
    namePattern: /^[a-zA-Z0-9][-a-zA-Z0-9.]{0,251}$/,
    shape,
    longRunning: true,
    locationOf: (id) => clusterOf(id).location,
    requirements: (_, id) => void clusterOf(id),
    complete: (_, { properties }, before) => {
      checkFixed(properties, before?.properties);
      if (String(properties["extensionType"]).toLowerCase() === "microsoft.azureml.kubernetes") {
        checkMachineLearning(properties);
      }
      return merged(properties, before?.properties);
    },
    view,
  });
  return {
    namespace: "Microsoft.KubernetesConfiguration",
    apiVersions: ["2022-11-01", "2023-05-01", "2024-11-01"],
    routes: stored.routes(),
  };
}

type Properties = TrackedResource["properties"];

function checkFixed(sent: Properties, before: Properties | undefined): void {
  if (typeof sent["extensionType"] !== "string") {
    throw badRequest("BadRequest", "The extensionType is required.", "properties.extensionType");
  }
  if (sent["version"] !== undefined && sent["autoUpgradeMinorVersion"] !== false) {
    throw badRequest("BadRequest", "To use 'version', autoUpgradeMinorVersion must be 'false'.", "properties.version");
  }
  for (const name of ["extensionType", "scope"]) {
    if (before && sent[name] !== undefined && text(sent[name]) !== text(before[name])) {
      throw badRequest("BadRequest", `The ${name} of an extension cannot be changed.`, `properties.${name}`);
    }
  }
}

/** Microsoft, "Deploy Azure Machine Learning extension on Kubernetes cluster": its settings and what they need. */
function checkMachineLearning(properties: Properties): void {
  const refuse = (message: string) =>
    badRequest("ExtensionCreationFailed", message, "properties.configurationSettings");
  const settings = (properties["configurationSettings"] ?? {}) as Record<string, string>;
  const secrets = (properties["configurationProtectedSettings"] ?? {}) as Record<string, string>;
  const on = (name: string) => settings[name]?.toLowerCase() === "true";
  if ((properties["scope"] as { namespace?: unknown } | undefined)?.namespace) {
    throw refuse("The extension Microsoft.AzureML.Kubernetes supports the cluster scope only.");
  }
  if (!on("enableTraining") && !on("enableInference")) {
    throw refuse("At least one of enableTraining and enableInference must be 'True'.");
  }
  if (!on("enableInference")) {
    return;
  }
  const services = ["LoadBalancer", "NodePort", "ClusterIP"];
  const service = settings["inferenceRouterServiceType"] ?? "";
  if (!services.includes(service)) {
    throw refuse(`inferenceRouterServiceType must be one of ${services.join(", ")} when enableInference is 'True'.`);
  }
  if (service === "NodePort" && settings["internalLoadBalancerProvider"] !== undefined) {
    throw refuse("internalLoadBalancerProvider cannot be used with the service type NodePort.");
  }
  const certificate = secrets["scoringFe.sslCert"] !== undefined && secrets["scoringFe.sslKey"] !== undefined;
  const tls = certificate || settings["scoringFe.sslSecret"] !== undefined || settings["sslSecret"] !== undefined;
  if (!tls && !on("allowInsecureConnections")) {
    throw refuse(
      "Give a certificate (sslSecret, or sslCertPemFile and sslKeyPemFile) or set allowInsecureConnections.",
    );
  }
  if (tls && !settings["sslCname"]) {
    throw refuse("sslCname is required when TLS is enabled.");
  }
}

/** "Updates merge configurationSettings; protected settings must be sent again as a whole" (same page). */
function merged(sent: Properties, before: Properties | undefined): Properties {
  const settings = { ...(before?.["configurationSettings"] as object | undefined) };
  return {
    autoUpgradeMinorVersion: true,
    releaseTrain: "Stable",
    scope: { cluster: { releaseNamespace: "azureml" } },
    ...before,
    ...sent,
    configurationSettings: { ...settings, ...(sent["configurationSettings"] as object | undefined) },
    currentVersion: "1.1.0",
  };
}

/** The names of protected settings come back, their values never do. */
function view(resource: TrackedResource): Record<string, unknown> {
  const protectedNames = Object.keys((resource.properties["configurationProtectedSettings"] ?? {}) as object);
  const hidden = Object.fromEntries(protectedNames.map((name) => [name, ""]));
  const shown = { ...resource.properties, configurationProtectedSettings: hidden };
  return trackedView({ ...resource, properties: shown });
}

function text(value: unknown): string {
  return JSON.stringify(value)?.toLowerCase() ?? "";
}
