/**
 * How a caller gets a token: the output `tokenAcquisition` of a service, as a program or `pulumi stack output --json`
 * has it. It may have more properties.
 */
export interface TokenAcquisition {
  /** The version of this shape: 1. */
  readonly version: number;
  /** `AMLToken` or `AADToken`. */
  readonly authMode: string;
  /** The scope of the token of Microsoft Entra, such as `https://management.azure.com/.default`. */
  readonly scope: string;
  /** What that token is issued for. Default: the scope without `/.default`. */
  readonly audience?: string;
  /** With `AMLToken`, and required there: the endpoint's token address at Azure Resource Manager. Default: none. */
  readonly url?: string;
  /**
   * The actions that the caller's role needs on the endpoint, for errors. Default: the one that fetches tokens of Azure
   * ML.
   */
  readonly actions?: readonly string[];
}
