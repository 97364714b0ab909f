import { ContainerGroup } from "@pulumi/azure-native/containerinstance";
import * as pulumi from "@pulumi/pulumi";

import { serviceAddress } from "./aci/address";
import type { AciWebserviceArgs } from "./aci/args";
import { containerGroupArgs, replacedOnChange } from "./aci/container-group";
import { aciFacts } from "./aci/facts";
import { hasKeys, hasTls, publicPort } from "./aci/gateway-container";
import { explainRegistryTrouble } from "./aci/images";
import { readLocalFiles } from "./aci/local-files";
import { installVaultKeys, publishAcceptedKeys } from "./aci/published-keys";
import { aciWebserviceRule } from "./aci/rules";
import { sendTags } from "./aci/tag-update";
import { updateNotice } from "./aci/update-warnings";
import { AuthMode } from "./contract/auth-mode";
import { validatedArgs, assertValid } from "./validation";
import { numbersAllowed, rotationNumbers, withoutVault } from "./keys/rotation-stash";
import type { KeyReferences } from "./contract/key-references";
import { keyPipeline } from "./keys/pipeline";
import { withGivenSecretNames } from "./keys/secret-names";
import type { ServiceKeys } from "./contract/service-keys";
import { allHooks } from "./pulumi/hooks";
import { resourceError } from "./pulumi/resource-error";
import { WebserviceKeys } from "./webservice-keys";
import { warnOnce } from "./pulumi/warn-once";
import { withStash } from "./pulumi/version";

const componentType = "azureml-webservice:index:AciWebservice";

/**
 * A machine-learning model as a web service on Azure Container Instances: the scoring container, and a gateway in front
 * of it that checks keys, ends TLS, answers CORS preflights and limits what comes in.
 *
 * Children (their names and types do not change): `<name>-group`, with `authEnabled` `<name>-keys`, and with `keys.vault`
 * `<name>-primary-secret`, `<name>-secondary-secret`, `<name>-active-secret`, `<name>-key-sync-identity` (unless one is
 * given), `<name>-key-sync-primary`, `<name>-key-sync-secondary`, `<name>-primary-accepted` and
 * `<name>-secondary-accepted`.
 *
 * A container group is one replica. Any change restarts it; a change of CPU, memory, region, subnet, name, encryption or
 * Log Analytics replaces it, and the preview says so. A rotation restarts it too, unless the keys are in a vault: then it
 * changes nothing of the group.
 */
export class AciWebservice extends pulumi.ComponentResource {
  /** Where predictions are requested: `POST` with the model's input as JSON. Known in a preview where it follows from names. */
  public readonly scoringUri: pulumi.Output<string>;
  /** The service's OpenAPI description, as far as the scoring container has one. Needs the same authentication. */
  public readonly swaggerUri: pulumi.Output<string>;
  /** The authentication in force. */
  public readonly authMode: pulumi.Output<AuthMode>;
  /** The primary key, secret; absent without key authentication. */
  public readonly primaryKey: pulumi.Output<string | undefined>;
  /** The secondary key, secret; absent without key authentication. */
  public readonly secondaryKey: pulumi.Output<string | undefined>;
  /** Where callers find the keys in Key Vault; absent without `keys.vault`, and without key authentication. */
  public readonly keyReferences: pulumi.Output<KeyReferences | undefined>;
  /** The container group's resource id. */
  public readonly resourceId: pulumi.Output<string>;
  /** The object id of the system-assigned identity; absent without one. */
  public readonly principalId: pulumi.Output<string | undefined>;

  /**
   * @param name The component's name, and the service's unless `serviceName` is given.
   * @param args See `AciWebserviceArgs`. All problems in plain values are reported at once, before anything is
   *   registered; an Output is validated when it resolves.
   * @param opts Pulumi's options for components.
   */
  constructor(name: string, args: AciWebserviceArgs, opts?: pulumi.ComponentResourceOptions) {
    const serviceName = args?.serviceName ?? name;
    const given = { ...args, serviceName, keys: withGivenSecretNames(args?.keys, serviceName) };
    assertValid("AciWebservice", name, aciWebserviceRule, given);
    super(componentType, name, aciFacts(given), hasKeys(args) ? withStash(opts) : opts);
    const checked = validatedArgs(this, "AciWebservice", name, aciWebserviceRule, given);
    warnIfOpen(name, checked, this);

    // Its args as they were given: the component checks them itself, and a second guard would only cost time.
    const keys = hasKeys(args)
      ? new WebserviceKeys(`${name}-keys`, withoutVault(args.keys), { parent: this, protect: false })
      : undefined;
    const { rotation, vault } = checked.keys ?? {};
    const pipeline = keys && keyPipeline(this, { name, service: checked.serviceName, keys, rotation, vault });
    const inVault = pipeline?.vault && installVaultKeys(pipeline, pipeline.vault, checked);
    const { files } = readLocalFiles(checked);
    files.notices?.forEach((notice) => warnOnce(notice, this));
    const group = new ContainerGroup(
      `${name}-group`,
      containerGroupArgs(checked, checked.serviceName, files, keys, inVault?.sync),
      // The group's name is fixed, so the old one has to go before the new one can come.
      {
        parent: this,
        replaceOnChanges: replacedOnChange,
        deleteBeforeReplace: true,
        dependsOn: inVault?.sync.ready,
        hooks: allHooks(
          updateNotice(name, this, { wanted: rotationNumbers(rotation), allowed: numbersAllowed(rotation) }, checked),
          sendTags(name, this, checked.azure),
          explainRegistryTrouble(name, this),
        ),
      },
    );

    // By way of the id, which no preview of a new group knows: what the inputs say of the address is not all of it.
    const groupAddress = group.id.apply(() => group.ipAddress);
    const address = serviceAddress(checked, hasTls(checked), publicPort(checked), groupAddress);
    this.scoringUri = pulumi.interpolate`${address}/score`;
    this.swaggerUri = pulumi.interpolate`${address}/swagger.json`;
    this.authMode = pulumi.output(keys ? AuthMode.Key : AuthMode.None);
    const published = pipeline && inVault && publishAcceptedKeys(pipeline, checked, inVault, group, address);
    const inForce = published ?? keys;
    this.primaryKey = inForce ? inForce.primaryKey : pulumi.output(undefined);
    this.secondaryKey = inForce ? inForce.secondaryKey : pulumi.output(undefined);
    this.keyReferences = published ? published.keyReferences : pulumi.output(undefined);
    this.resourceId = group.id;
    this.principalId = group.identity.apply((identity) => identity?.principalId);
    this.registerOutputs({
      scoringUri: this.scoringUri,
      swaggerUri: this.swaggerUri,
      authMode: this.authMode,
      primaryKey: this.primaryKey,
      secondaryKey: this.secondaryKey,
      keyReferences: this.keyReferences,
      resourceId: this.resourceId,
      principalId: this.principalId,
    });
  }

  /**
   * The keys in force, secret. Container Instances keeps no keys, so the answer comes from the program itself.
   *
   * @throws When the service has no key authentication.
   */
  public getKeys(): pulumi.Output<ServiceKeys> {
    return pulumi.secret(
      pulumi.all([this.primaryKey, this.secondaryKey]).apply(([primaryKey, secondaryKey]) => {
        if (primaryKey === undefined || secondaryKey === undefined) {
          throw resourceError("getKeys: the service has no keys; set authEnabled: true", this);
        }
        return { primaryKey, secondaryKey };
      }),
    );
  }

  /**
   * Fails: Container Instances has no token authentication.
   *
   * @throws Always.
   */
  public getToken(): never {
    throw resourceError(
      "getToken: Container Instances has no token authentication; use getKeys, or deploy the model on an Azure ML online endpoint",
      this,
    );
  }
}

function warnIfOpen(name: string, args: AciWebserviceArgs, resource: pulumi.Resource): void {
  if (!hasKeys(args) && args.subnetId === undefined) {
    void pulumi.log.warn(
      `the service "${name}" is public and open: anyone who finds its address can call it; set authEnabled: true for keys, or subnetId for a private address`,
      resource,
    );
  } else if (hasKeys(args) && args.subnetId === undefined && !hasTls(args)) {
    void pulumi.log.warn(
      `the keys of "${name}" cross the internet in clear text, because it has no TLS; set tls, or subnetId for a private address`,
      resource,
    );
  }
}
