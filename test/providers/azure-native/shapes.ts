import { isObject, mapChildren, UNKNOWN, type Properties, type Value } from "../properties";

/**
 * How each resource type maps to ARM, for @pulumi/azure-native 3.28.0: its API version (module default), its path
 * (the URL path parameters are what replaces a resource: provider/pkg/provider/diff.go), and where ARM wraps what the
 * SDK has flattened (`x-ms-client-flatten` in Microsoft's specification of that API version).
 */
export interface ResourceShape {
  apiVersion: string;
  /** The inputs that are parts of the path, outermost first. */
  pathParameters: string[];
  path(inputs: Properties): string;
  /** The input that gets a generated name when the program gives none. */
  nameParameter: string;
  /** Top-level inputs, besides the path's, that replace the resource (azure-native: gen/replacement.go). */
  replacedOnChange: string[];
  /** Body properties that ARM keeps at the top; all others stand in `properties`. */
  topLevel: string[];
  /** Lists whose items ARM wraps as `{ name, properties }`. */
  wrappedLists: string[];
  inputs: string[];
  /** Outputs that no input determines, as paths; `[]` stands for each item of a list. */
  readOnly: string[];
}

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

function groupPath(inputs: Properties): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${encodeURIComponent(String(inputs.resourceGroupName))}`;
}

export const shapes: Record<string, ResourceShape> = {
  "azure-native:resources:ResourceGroup": {
    apiVersion: "2024-03-01",
    pathParameters: ["resourceGroupName"],
    path: groupPath,
    nameParameter: "resourceGroupName",
    replacedOnChange: ["location"],
    topLevel: ["location", "managedBy", "tags"],
    wrappedLists: [],
    inputs: ["location", "managedBy", "tags"],
    readOnly: ["name", "type", "properties"],
  },
  "azure-native:containerinstance:ContainerGroup": {
    apiVersion: "2024-05-01-preview",
    pathParameters: ["resourceGroupName", "containerGroupName"],
    path: (inputs) =>
      `${groupPath(inputs)}/providers/Microsoft.ContainerInstance/containerGroups/` +
      encodeURIComponent(String(inputs.containerGroupName)),
    nameParameter: "containerGroupName",
    // Nothing here, `location` neither: the 2024-05-01-preview specification marks no property as create-only.
    replacedOnChange: [],
    topLevel: ["location", "tags", "zones", "identity"],
    wrappedLists: ["containers", "initContainers", "extensions"],
    inputs: [
      "confidentialComputeProperties",
      "containerGroupProfile",
      "containers",
      "diagnostics",
      "dnsConfig",
      "encryptionProperties",
      "extensions",
      "identity",
      "imageRegistryCredentials",
      "initContainers",
      "ipAddress",
      "location",
      "osType",
      "priority",
      "restartPolicy",
      "sku",
      "standbyPoolProfile",
      "subnetIds",
      "tags",
      "volumes",
      "zones",
    ],
    readOnly: [
      "name",
      "type",
      "provisioningState",
      "instanceView",
      "isCreatedFromStandbyPool",
      "containers[].instanceView",
      "initContainers[].instanceView",
      "identity.principalId",
      "identity.tenantId",
      "ipAddress.fqdn",
    ],
  },
};

/** The request's body: what the SDK has flat, in ARM's wrapping. */
export function toBody(shape: ResourceShape, inputs: Properties): Properties {
  const body: Properties = {};
  const properties: Properties = {};
  for (const name of shape.inputs) {
    const value = inputs[name];
    if (value === undefined) {
      continue;
    }
    if (shape.wrappedLists.includes(name) && Array.isArray(value)) {
      properties[name] = value.map(wrap);
    } else if (shape.topLevel.includes(name)) {
      body[name] = name === "identity" ? identityToBody(value) : value;
    } else {
      properties[name] = value;
    }
  }
  return Object.keys(properties).length > 0 ? { ...body, properties } : body;
}

function wrap(item: Value): Value {
  if (!isObject(item)) {
    return item;
  }
  const { name, ...properties } = item;
  return { name: name ?? null, properties };
}

/** The SDK has the user-assigned identities as a list of ids; ARM wants an object with the ids as names. */
function identityToBody(identity: Value): Value {
  if (!isObject(identity) || !Array.isArray(identity.userAssignedIdentities)) {
    return identity;
  }
  const ids = identity.userAssignedIdentities.map((id) => [String(id), {}]);
  return { ...identity, userAssignedIdentities: Object.fromEntries(ids) };
}

/** ARM's answer as the SDK's outputs; `id` is Pulumi's own and not repeated. */
export function toOutputs(shape: ResourceShape, response: Properties): Properties {
  const { id: _id, properties, ...top } = response;
  const keepsProperties = shape.readOnly.includes("properties");
  const flat: Properties = { ...top, ...(isObject(properties) && !keepsProperties ? properties : {}) };
  if (keepsProperties && properties !== undefined) {
    flat.properties = properties;
  }
  for (const name of shape.wrappedLists) {
    const list = flat[name];
    if (Array.isArray(list)) {
      flat[name] = list.map((item) =>
        isObject(item) && isObject(item.properties) ? { name: item.name ?? null, ...item.properties } : item,
      );
    }
  }
  return { ...flat, azureApiVersion: shape.apiVersion };
}

/** Outputs without what only Azure sets: the form in which they can be compared with, or become, inputs. */
export function toInputs(shape: ResourceShape, outputs: Properties): Properties {
  let projected: Value = Object.fromEntries(
    shape.inputs.flatMap((name) => (outputs[name] === undefined ? [] : [[name, outputs[name]]])),
  );
  for (const path of shape.readOnly) {
    projected = remove(projected, path.split("."));
  }
  const inputs = projected as Properties;
  const identity = inputs.identity;
  if (isObject(identity) && isObject(identity.userAssignedIdentities)) {
    inputs.identity = { ...identity, userAssignedIdentities: Object.keys(identity.userAssignedIdentities) };
  }
  return inputs;
}

function remove(value: Value, [first, ...rest]: string[]): Value {
  if (!isObject(value) || first === undefined) {
    return value;
  }
  const name = first.replace("[]", "");
  const { [name]: child, ...others } = value;
  if (child === undefined || rest.length === 0) {
    return others;
  }
  return {
    ...others,
    [name]: first.endsWith("[]") ? mapChildren(child, (item) => remove(item, rest)) : remove(child, rest),
  };
}

/** The outputs that a preview can tell: the inputs, with everything that only Azure sets unknown. */
export function previewOutputs(shape: ResourceShape, inputs: Properties): Properties {
  const known = shape.inputs.map((name): [string, Value] => [name, inputs[name] ?? UNKNOWN]);
  let outputs: Value = { ...Object.fromEntries(known), azureApiVersion: shape.apiVersion };
  for (const path of shape.readOnly) {
    outputs = markUnknown(outputs, path.split("."));
  }
  return outputs as Properties;
}

function markUnknown(value: Value, [first, ...rest]: string[]): Value {
  if (!isObject(value) || first === undefined) {
    return value;
  }
  const name = first.replace("[]", "");
  if (rest.length === 0) {
    return { ...value, [name]: UNKNOWN };
  }
  const child = value[name];
  if (child === undefined) {
    return value;
  }
  return {
    ...value,
    [name]: first.endsWith("[]") ? mapChildren(child, (item) => markUnknown(item, rest)) : markUnknown(child, rest),
  };
}
