import type { AuthMode } from "./auth-mode";

/**
 * How a caller gets a token without this package. Nothing in it is secret. The shape has a version, which goes up when
 * a property changes its meaning or goes away.
 *
 * With `authMode` `AMLToken` the caller first gets a token of Microsoft Entra for `scope`, then sends it to `url`, and
 * gets a response with `accessToken`, which goes to the endpoint as `Authorization: Bearer <accessToken>`;
 * `refreshAfterTimeUtc`, the time (in seconds since 1970) from which to fetch the next one; and `expiryTimeUtc`, when
 * this one stops working. With `AADToken` the token of Microsoft Entra for `scope` goes to the endpoint itself.
 */
export interface TokenAcquisition {
  /** The version of this shape: 1. */
  readonly version: number;
  /** The service's own: a mode with tokens, such as `AMLToken`. */
  readonly authMode: AuthMode;
  /** The scope of the token of Microsoft Entra, such as `https://management.azure.com/.default`. */
  readonly scope: string;
  /** What that token is issued for (its `aud`): the scope without `/.default`. */
  readonly audience: string;
  /** The HTTP method of the request to `url`. */
  readonly method: string;
  /**
   * Where the token is requested: the endpoint's token address at Azure Resource Manager, or, in a mode whose callers
   * send a token of Microsoft Entra itself, Microsoft Entra, where the caller's own tenant stands in place of `{tenant}`.
   */
  readonly url: string;
  /** The actions that the caller's role needs on the endpoint; methods such as `grantScoring` give exactly them. */
  readonly actions: string[];
  /**
   * A line for a POSIX shell with the Azure CLI signed in that prints Azure's response. No token stands in the arguments
   * of a process, where others could read it.
   */
  readonly command: string;
}
