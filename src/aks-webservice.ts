import * as pulumi from "@pulumi/pulumi";

import { grant } from "./access/grants";
import type { AuthMode } from "./contract/auth-mode";
import { validatedArgs, assertValid } from "./validation";
import type { KeyReferences } from "./contract/key-references";
import { withoutVault } from "./keys/rotation-stash";
import { withGivenSecretNames } from "./keys/secret-names";
import type { ServiceKeys } from "./contract/service-keys";
import type { PrincipalArgs } from "./access/args";
import type { AksWebserviceArgs } from "./online/args";
import { type EndpointToken, getKeys, getToken } from "./online/endpoint/credentials";
import { checkKeys, type KeyDriftReport } from "./online/endpoint/keys/check";
import { onlineFacts } from "./online/facts";
import { aksWebserviceRule } from "./online/rules";
import { onlineService } from "./online/endpoint/service";
import type { TokenAcquisition } from "./contract/token-acquisition";
import { WebserviceKeys } from "./webservice-keys";
import { withStash } from "./pulumi/version";

const componentType = "azureml-webservice:index:AksWebservice";

/**
 * A machine-learning model as a web service on an attached Kubernetes cluster: an Azure ML online endpoint with one or
 * more deployments, its traffic, and the authentication of its callers. Where Azure ML v1 had `AksWebservice`.
 *
 * Children (their names and types do not change): `<name>-keys`, `<name>-endpoint`, `<name>-rollout`,
 * `<name>-deployment-<deployment>` with its assets, `<name>-settings`, `<name>-primary-key`, `<name>-secondary-key`,
 * `<name>-settings-attempt` and `<name>-keys-attempt`, with `keys.vault` `<name>-primary-secret`,
 * `<name>-secondary-secret` and `<name>-active-secret`, and the roles that are granted.
 *
 * Authentication, traffic, tags and keys change in place. A deployment that has live traffic is neither removed nor
 * replaced; another compute, name, region or identity replaces the endpoint, and the preview says so.
 */
export class AksWebservice extends pulumi.ComponentResource {
  /** Where predictions are requested: `POST` with the model's input as JSON. Azure says it once the endpoint exists. */
  public readonly scoringUri: pulumi.Output<string>;
  /** The service's OpenAPI description, as far as the deployments have one. Needs the same authentication. */
  public readonly swaggerUri: pulumi.Output<string>;
  /** The authentication in force. */
  public readonly authMode: pulumi.Output<AuthMode>;
  /** The primary key, secret, once the endpoint accepts it; absent without key authentication. */
  public readonly primaryKey: pulumi.Output<string | undefined>;
  /** The secondary key, secret, once the endpoint accepts it; absent without key authentication. */
  public readonly secondaryKey: pulumi.Output<string | undefined>;
  /** Where callers find the keys in Key Vault; absent without `keys.vault`, and without key authentication. */
  public readonly keyReferences: pulumi.Output<KeyReferences | undefined>;
  /** What a caller needs to get a token without this library; absent with key authentication. */
  public readonly tokenAcquisition: pulumi.Output<TokenAcquisition | undefined>;
  /** The endpoint's resource id. */
  public readonly resourceId: pulumi.Output<string>;
  /** The object id of the endpoint's system-assigned identity; absent without one. */
  public readonly principalId: pulumi.Output<string | undefined>;

  /**
   * @param name The component's name, and the endpoint's unless `endpointName` is given.
   * @param args See `AksWebserviceArgs`. All problems in plain values are reported at once, before anything is registered;
   *   an Output is validated when it resolves.
   * @param opts Pulumi's options for components.
   */
  constructor(name: string, args: AksWebserviceArgs, opts?: pulumi.ComponentResourceOptions) {
    const endpointName = args?.endpointName ?? name;
    const given = { ...args, endpointName, keys: withGivenSecretNames(args?.keys, endpointName) };
    assertValid("AksWebservice", name, aksWebserviceRule, given);
    super(componentType, name, onlineFacts(given), withStash(opts));
    const checked = validatedArgs(this, "AksWebservice", name, aksWebserviceRule, given);

    // The keys' args as they were given: that component validates them itself.
    const keys = new WebserviceKeys(`${name}-keys`, withoutVault(args.keys), { parent: this, protect: false });
    const service = onlineService(name, keys, checked, this);
    this.scoringUri = service.scoringUri;
    this.swaggerUri = service.swaggerUri;
    this.authMode = service.authMode;
    this.primaryKey = service.primaryKey;
    this.secondaryKey = service.secondaryKey;
    this.keyReferences = service.keyReferences;
    this.tokenAcquisition = service.tokenAcquisition;
    this.resourceId = service.resourceId;
    this.principalId = service.principalId;
    this.registerOutputs({ ...service });
  }

  /**
   * The keys that the endpoint has, secret, requested from Azure in an update and never in a preview. Needs
   * `onlineEndpoints/listKeys/action`.
   *
   * @throws Without key authentication.
   */
  public getKeys(): pulumi.Output<ServiceKeys> {
    return getKeys(this);
  }

  /**
   * A token of Azure ML for this endpoint, secret, requested from Azure in an update and never in a preview. Needs
   * `onlineEndpoints/token/action`.
   *
   * @throws Unless `tokenAuthEnabled` is on.
   */
  public getToken(): pulumi.Output<EndpointToken> {
    return getToken(this);
  }

  /**
   * Whether the endpoint has the program's keys, or somebody regenerated one elsewhere; requested from Azure in an update and
   * never in a preview. Warns of each slot that differs. Needs `onlineEndpoints/listKeys/action`.
   *
   * @throws Without key authentication.
   */
  public checkKeys(): pulumi.Output<KeyDriftReport> {
    return checkKeys(this);
  }

  /**
   * Lets somebody fetch tokens of Azure ML for this endpoint, and nothing else.
   *
   * @param name Becomes part of the assignment's name, as in `grants.tokenAccess`.
   */
  public grantTokenAccess(name: string, principal: PrincipalArgs): void {
    grant(this, "tokenAccess", name, principal);
  }

  /**
   * Lets somebody read the endpoint's keys, and nothing else.
   *
   * @param name Becomes part of the assignment's name, as in `grants.keyRead`.
   */
  public grantKeyRead(name: string, principal: PrincipalArgs): void {
    grant(this, "keyRead", name, principal);
  }
}
