import { Extension } from "@pulumi/azure-native/kubernetesconfiguration";
import { Compute } from "@pulumi/azure-native/machinelearningservices";
import * as pulumi from "@pulumi/pulumi";

import type { AksComputeTargetArgs } from "./compute/args";
import { computeArgs, replacedOnChange } from "./compute/attachment";
import { checkedCluster } from "./compute/cluster";
import { installsExtension, routerOf } from "./compute/defaults";
import { InferenceRouterServiceType } from "./compute/enums";
import { extensionArgs } from "./compute/extension";
import { computeFacts } from "./compute/facts";
import { aksComputeTargetRule } from "./compute/rules";
import { updateCheck } from "./compute/update-check";
import { updateNotice } from "./compute/update-warnings";
import { validatedArgs, assertValid } from "./validation";
import { workspaceLocation } from "./azure/workspace-location";

const componentType = "azureml-webservice:index:AksComputeTarget";

/**
 * An AKS cluster as a compute target: the Azure ML extension in the cluster, and the cluster's attachment to a workspace.
 * Where Azure ML v1 had `AksCompute.attach`; a cluster that v1 had attached needs the extension, and its old
 * `azureml-fe` removed first.
 *
 * Children (their names and types do not change): `<name>-extension`, unless `installExtension` is false, and
 * `<name>-compute`.
 *
 * Previews and updates read the cluster, and refuse one that Azure ML cannot work with: a service principal instead of
 * a managed identity, another subscription, fewer than three nodes with `highAvailability`. They warn of disabled local
 * accounts, of a cluster that is stopped or very small, and of changes that break the endpoints that run.
 *
 * Removing the component detaches the cluster and takes the extension off it; the cluster itself stays. Remove the
 * services on it first. Azure describes the detaching with a parameter (`underlyingResourceAction`) that Pulumi's Azure
 * provider does not send; it detaches without it as well. Where Azure refuses nevertheless, `az ml compute detach --name
 * <compute> --workspace-name <workspace> --resource-group <group>`, then `pulumi refresh`, and go on. After an update of
 * the compute it is read again, with a warning where Azure has not taken what it says to have taken (a known issue).
 */
export class AksComputeTarget extends pulumi.ComponentResource {
  /** The compute's resource id: the `computeId` of an `AksWebservice`. */
  public readonly computeId: pulumi.Output<string>;
  /** The compute's name in the workspace. */
  public readonly computeName: pulumi.Output<string>;
  /**
   * The object id of the compute's system-assigned identity, which needs AcrPull on the registry and Storage Blob Data
   * Reader on the workspace's storage; absent without one.
   */
  public readonly principalId: pulumi.Output<string | undefined>;
  /** The object id of the extension's identity; absent without `installExtension`. */
  public readonly extensionPrincipalId: pulumi.Output<string | undefined>;

  /**
   * @param name The component's name, and the compute's unless `computeName` is given.
   * @param args See `AksComputeTargetArgs`. All problems in plain values are reported at once, before anything is
   *   registered; an Output is validated when it resolves.
   * @param opts Pulumi's options for components.
   */
  constructor(name: string, args: AksComputeTargetArgs, opts?: pulumi.ComponentResourceOptions) {
    const given = { ...args, computeName: args?.computeName ?? name };
    assertValid("AksComputeTarget", name, aksComputeTargetRule, given);
    super(componentType, name, computeFacts(given), opts);
    const checked = validatedArgs(this, "AksComputeTarget", name, aksComputeTargetRule, given);
    warnIfOpen(name, checked, this);

    const location = checked.location ?? workspaceLocation(checked, this);
    const cluster = checkedCluster(this, name, checked, location);
    const extension = installsExtension(checked)
      ? new Extension(`${name}-extension`, extensionArgs(checked, cluster), {
          parent: this,
          additionalSecretOutputs: ["configurationProtectedSettings"],
          // A cluster has the extension once.
          deleteBeforeReplace: true,
          hooks: updateNotice(name, this),
        })
      : undefined;
    const compute = new Compute(
      `${name}-compute`,
      computeArgs(checked, checked.computeName, location, cluster),
      // The compute's name is fixed, so the old one has to go before the new one can come.
      {
        parent: this,
        dependsOn: extension ? [extension] : [],
        replaceOnChanges: replacedOnChange,
        deleteBeforeReplace: true,
        hooks: updateCheck(name, this),
      },
    );

    this.computeId = compute.id;
    this.computeName = pulumi.output(checked.computeName);
    this.principalId = principalOf(compute);
    this.extensionPrincipalId = extension ? principalOf(extension) : pulumi.output(undefined);
    this.registerOutputs({
      computeId: this.computeId,
      computeName: this.computeName,
      principalId: this.principalId,
      extensionPrincipalId: this.extensionPrincipalId,
    });
  }
}

/** By way of the id, which no preview of a new resource knows: what the inputs say of the identity is not all of it. */
function principalOf({ id, identity }: Compute | Extension): pulumi.Output<string | undefined> {
  return pulumi.all([id, identity]).apply(([, given]) => given?.principalId);
}

function warnIfOpen(name: string, args: AksComputeTargetArgs, resource: pulumi.Resource): void {
  const router = routerOf(args.inferenceRouter);
  const isPublic = router.serviceType === InferenceRouterServiceType.LoadBalancer && !router.internalLoadBalancer;
  if (installsExtension(args) && args.tls === undefined && isPublic) {
    void pulumi.log.warn(
      `the keys and tokens of the services on "${name}" cross the internet in clear text, because its router has no TLS; set tls, or inferenceRouter.internalLoadBalancer for a private address`,
      resource,
    );
  }
}
