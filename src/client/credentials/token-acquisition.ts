/**
 * How a caller gets a token: the output `tokenAcquisition` of a service, as a program or `pulumi stack output --json`
 * has it. More properties may stand in it.
 */
export interface TokenAcquisition {
  /** The version of this shape: 1. */
  readonly version: number;
  /** `AMLToken` or `AADToken`. */
  readonly authMode: string;
  /** The scope of the token of Microsoft Entra, such as `https://management.azure.com/.default`. */
  readonly scope: string;
  /** What that token is issued for: the scope without `/.default`, which is the default. */
  readonly audience?: string;
  /** With `AMLToken`, where the token is asked for: the endpoint's token address at Azure Resource Manager. */
  readonly url?: string;
  /** The actions that the caller's role needs on the endpoint, for errors. */
  readonly actions?: readonly string[];
}
