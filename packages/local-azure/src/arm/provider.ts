import type { ArmRequest, ArmResponse } from "./http";

/** One thing that a resource provider can do. Made with `route`, which gives the handler the pattern's parameters. */
export interface Route {
  method: Method;
  /**
   * The path, with its parameters in braces. `/{scope}/providers/…` fits at any scope: there the first parameter takes
   * any number of segments, none included.
   */
  pattern: string;
  /** The permission that it takes (Microsoft, "Azure permissions"); undefined where being somebody is enough. */
  action: string | undefined;
  handler: (request: ArmRequest, parameters: Record<string, string>) => ArmResponse | Promise<ArmResponse>;
}

export type Method = "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE";

/** The names of the parameters in a pattern. */
export type ParametersOf<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & ParametersOf<Rest>
  : unknown;

/** One line of a provider's table: its handler gets exactly the parameters that stand in its pattern. */
export function route<const Pattern extends string>(
  method: Method,
  pattern: Pattern,
  action: string | undefined,
  handler: (request: ArmRequest, parameters: ParametersOf<Pattern>) => ArmResponse | Promise<ArmResponse>,
): Route {
  return { method, pattern, action, handler: handler as Route["handler"] };
}

/** The beginnings of nearly all patterns. */
export const subscriptionPath = "/subscriptions/{subscriptionId}";
export const resourceGroupPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}";

/**
 * A feature of local Azure. Several may share a namespace. What is below a resource group is only reached when the
 * group exists, and `{resourceGroup}` is then spelled as it was created; the addresses of long-running operations
 * (`…/providers/<namespace>/locations/…/operations/…`) are there for every namespace.
 */
export interface Provider {
  namespace: string;
  apiVersions: readonly string[];
  routes: Route[];
  /** Opens what its answers name, such as a listener, before the first request. */
  start?(): Promise<void>;
  /** Carries on what an earlier server was doing, beyond the kinds of operations that were defined. */
  resume?(): void;
  /** Ends processes and listeners; the documents stay. */
  close?(keepContainers: boolean): Promise<void>;
  /**
   * Ends what runs in a resource group that is being deleted; false when that could not be finished, and the next
   * server does it again. Documents need nothing: they go with the group's folder.
   */
  deleteAll?(subscriptionId: string, resourceGroup: string): Promise<boolean>;
  /** Whether it has the resource, for resources that it does not keep in `Documents`. */
  has?(id: string): boolean;
}
