import type { ExtensionArgs } from "@pulumi/azure-native/kubernetesconfiguration";
import * as pulumi from "@pulumi/pulumi";

import type { AksComputeTargetArgs, ComputeTlsArgs, InferenceRouterArgs } from "./args";
import type { Cluster } from "./cluster";
import { routerOf } from "./defaults";
import { InferenceRouterServiceType } from "./enums";

type Settings = Record<string, pulumi.Input<string>>;

/**
 * The Azure ML extension. Through Azure Resource Manager its settings have the names that the Azure CLI would translate
 * its own into (AzureMLKubernetes.py of the k8s-extension CLI, and AML-Kubernetes' deployextension.json).
 */
export function extensionArgs(args: AksComputeTargetArgs, cluster: pulumi.Output<Cluster>) {
  return {
    clusterRp: "Microsoft.ContainerService",
    clusterResourceName: "managedClusters",
    resourceGroupName: cluster.resourceGroupName,
    clusterName: cluster.name,
    extensionName: "azureml",
    extensionType: "Microsoft.AzureML.Kubernetes",
    autoUpgradeMinorVersion: true,
    releaseTrain: "stable",
    // The only scope that the extension knows.
    scope: { cluster: { releaseNamespace: "azureml" } },
    identity: { type: "SystemAssigned" },
    configurationSettings: {
      enableTraining: "False",
      enableInference: "True",
      clusterId: cluster.id,
      cluster_name: cluster.id,
      cluster_name_friendly: cluster.name,
      "prometheus.prometheusSpec.externalLabels.cluster_name": cluster.id,
      domain: cluster.apply(({ location }) => `${location}.cloudapp.azure.com`),
      location: cluster.location,
      jobSchedulerLocation: cluster.location,
      // What connects a cluster outside of Azure.
      "servicebus.enabled": "false",
      "relayserver.enabled": "false",
      "nginxIngress.enabled": "true",
      ...routerSettings(args.inferenceRouter ?? {}),
      ...tlsSettings(args.tls),
    },
    ...(args.tls?.privateKeyPem === undefined
      ? {}
      : { configurationProtectedSettings: pulumi.secret(certificateSettings(args.tls)) }),
  } satisfies ExtensionArgs;
}

const flag = (value: boolean) => (value ? "True" : "False");

function routerSettings(router: InferenceRouterArgs) {
  const { serviceType: type, highAvailability: isAvailable, internalLoadBalancer: isInternal } = routerOf(router);
  const settings: Settings = {
    inferenceRouterServiceType: type,
    inferenceRouterHA: flag(isAvailable),
    clusterPurpose: isAvailable ? "FastProd" : "DevTest",
    ...(type === InferenceRouterServiceType.NodePort
      ? { "scoringFe.serviceType.nodePort": flag(true) }
      : { "scoringFe.serviceType.internalLoadBalancer": flag(isInternal) }),
    ...(isInternal ? { internalLoadBalancerProvider: "azure" } : {}),
  };
  for (const [label, value] of Object.entries(router.nodeSelector ?? {})) {
    settings[`nodeSelector.${label}`] = value;
  }
  return settings;
}

function tlsSettings(tls: ComputeTlsArgs | undefined): Settings {
  if (tls === undefined) {
    return { allowInsecureConnections: flag(true) };
  }
  return {
    allowInsecureConnections: flag(false),
    sslCname: tls.cname,
    ...(tls.secretName === undefined ? {} : { "scoringFe.sslSecret": tls.secretName }),
  };
}

function certificateSettings({ certificatePem, privateKeyPem }: ComputeTlsArgs): Settings {
  const base64 = (pem: pulumi.Input<string> | undefined) =>
    pulumi.output(pem ?? "").apply((text) => Buffer.from(text).toString("base64"));
  return { "scoringFe.sslCert": base64(certificatePem), "scoringFe.sslKey": base64(privateKeyPem) };
}
