/**
 * How a resource type maps to ARM, for @pulumi/azure-native 3.28.0: its API version (module default), its path (the
 * URL's parameters are what replaces a resource: provider/pkg/provider/diff.go), and where ARM wraps what the SDK has
 * flattened (`x-ms-client-flatten` in Microsoft's specification of that API version).
 */
export interface ResourceShape {
  /** Undefined for what the plugin implements itself. */
  apiVersion?: string;
  /** The id, with the inputs that are part of it in braces. */
  path: string;
  /** The input that is made up when the program gives none (`AutoName`). */
  name?: { input: string; kind: "random" | "uuid" | "copy" };
  /** Inputs of the body that must be there. */
  required?: string[];
  /** What the plugin's check says against inputs that are part of the path. */
  patterns?: Record<string, string>;
  /**
   * Inputs, besides the path's, that replace the resource: those that the specification marks as to be set at creation
   * only, where they stand at the top or flattened, and the plugin's own list (provider/pkg/gen/replacement.go). What
   * the specification marks further down is sent in place.
   */
  replacedOnChange: string[];
  /** Body properties that ARM keeps at the top; all others stand in `properties`. */
  topLevel: string[];
  /** Lists whose items ARM wraps as `{ name, properties }`. */
  wrappedLists?: string[];
  /** Names that ARM has for what the SDK calls otherwise (`x-ms-client-name`); a path leads to a nested one. */
  armNames?: Record<string, string>;
  inputs: string[];
  /** Inputs that the SDK has not among its outputs; a path as `properties.keys` is one that ARM never returns. */
  inputsOnly?: string[];
  /** Outputs that no input determines, as paths; `[]` stands for each item of a list. */
  readOnly: string[];
  /** Members of nested objects that Azure fills in when they are not given. */
  filledIn?: string[];
  /** Nested objects of several possible types: a preview takes them as they are given (`OneOf`). */
  unions?: string[];
  /** The answer's `properties` stay wrapped in the SDK's outputs, although its inputs are flat. */
  wrappedOutputs?: boolean;
}

export type Shapes = Record<string, ResourceShape>;

export const resourceGroup = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

/** Outputs that most types have. */
export const common = ["name", "type", "systemData"];

export const identityOutputs = ["identity.principalId", "identity.tenantId"];
