import { createHash } from "node:crypto";
import { compare } from "../difference";
import { equal, UNKNOWN, withoutNulls, type Properties, type Value } from "../properties";
import {
  InitializationError,
  ProviderError,
  type Difference,
  type Existing,
  type Provider,
  type Subject,
} from "../provider";
import { ArmClient, ArmError, OperationFailed } from "./arm";
import { refreshedInputs } from "./refresh";
import { previewOutputs, shapes, toBody, toInputs, toOutputs, type ResourceShape } from "./shapes";

export interface AzureNativeOptions {
  endpoint: string;
  /** Default: a fixed word; local Azure only looks whether there is one. */
  token?: string;
  /** The configuration value `azure-native:location`. */
  location?: string;
}

/**
 * Stands in for the azure-native plugin, which is in no registry: the rules of its `Check`, `Diff`, `Create`, `Read`,
 * `Update` and `Delete` (pulumi/pulumi-azure-native, provider/pkg/provider/provider.go and diff.go), for the resource
 * types that the components use.
 */
export class AzureNativeProvider implements Provider {
  readonly name = "azure-native";
  readonly version = "3.28.0";
  private readonly arm: ArmClient;
  private readonly groupLocations = new Map<string, string>();

  constructor(private readonly options: AzureNativeOptions) {
    this.arm = new ArmClient(options.endpoint, options.token ?? "local-azure");
  }

  /** Fills in the generated name, the default location and the API version (`applyDefaults`). */
  async check(request: Subject & { oldInputs: Properties; inputs: Properties; randomSeed: Buffer }) {
    const shape = shapeOf(request.type);
    const inputs = withoutNulls(request.inputs);
    if (inputs[shape.nameParameter] === undefined) {
      this.nameIt(shape, request, inputs);
    }
    if (inputs.location === undefined) {
      const location = await this.defaultLocation(request.type, request.oldInputs, inputs);
      if (location !== undefined) {
        inputs.location = location;
      }
    }
    inputs.azureApiVersion ??= shape.apiVersion;
    const missing = [...shape.pathParameters, ...required(request.type)].filter((name) => inputs[name] === undefined);
    return { inputs, failures: missing.map((property) => ({ property, reason: missingReason(property) })) };
  }

  /** A name from an earlier run is kept; a new one is the resource's name and eight random hexadecimal digits. */
  private nameIt(
    shape: ResourceShape,
    { name, oldInputs, randomSeed }: Subject & { oldInputs: Properties; randomSeed: Buffer },
    inputs: Properties,
  ): void {
    const old = oldInputs[shape.nameParameter];
    inputs[shape.nameParameter] =
      old ?? `${name}${createHash("sha256").update(randomSeed).update(name).digest("hex").slice(0, 8)}`;
    if (old === undefined || oldInputs.__createBeforeDelete === true) {
      inputs.__createBeforeDelete = true;
    }
  }

  /** From the old inputs, else the configuration, else the resource group (`getDefaultLocation`). */
  private async defaultLocation(type: string, olds: Properties, inputs: Properties): Promise<Value | undefined> {
    const fixed = olds.location ?? this.options.location;
    const group = inputs.resourceGroupName;
    if (fixed !== undefined || typeof group !== "string" || type === "azure-native:resources:ResourceGroup") {
      return fixed;
    }
    if (group === UNKNOWN) {
      return UNKNOWN;
    }
    const known = this.groupLocations.get(group);
    if (known !== undefined) {
      return known;
    }
    const shape = shapeOf("azure-native:resources:ResourceGroup");
    const found = await this.find(shape.path(inputs), shape.apiVersion);
    if (typeof found?.location !== "string") {
      return undefined;
    }
    this.groupLocations.set(group, found.location);
    return found.location;
  }

  async diff(
    request: Subject & { oldInputs: Properties; oldOutputs: Properties; inputs: Properties },
  ): Promise<Difference> {
    const shape = shapeOf(request.type);
    const olds: Properties = withoutNulls(request.oldInputs);
    // State that was read rather than written has no API version among its inputs.
    if (olds.azureApiVersion === undefined && request.oldOutputs.azureApiVersion !== undefined) {
      olds.azureApiVersion = request.oldOutputs.azureApiVersion;
    }
    const news = withoutNulls(request.inputs);
    const replacing = new Set([...shape.pathParameters, ...shape.replacedOnChange]);
    const changes = compare(olds, news, (path) => replacing.has(path));
    if (sameLocation(olds.location, news.location)) {
      delete changes.location;
    }
    for (const [path, change] of Object.entries(changes)) {
      // An input that now names what Azure had chosen anyway is no reason to replace.
      if (change.kind === "add" && change.replaces && equal(news[path], request.oldOutputs[path])) {
        change.replaces = false;
      }
    }
    const replaces = Object.values(changes).some((change) => change.replaces);
    // Two resources of one name cannot stand side by side; with a generated name they can.
    return { changes, deleteBeforeReplace: olds.__createBeforeDelete === true ? false : replaces };
  }

  async create({ type, inputs, preview }: Subject & { inputs: Properties; preview: boolean }) {
    const shape = shapeOf(type);
    if (preview) {
      return { id: "", outputs: previewOutputs(shape, inputs) };
    }
    const path = shape.path(inputs);
    // PUT is all there is in ARM, and would silently take over what someone else has made (`CanCreate`).
    if ((await this.find(path, shape.apiVersion)) !== undefined) {
      throw new ProviderError(`cannot create already existing resource '${path}'`);
    }
    const outputs = await this.put(shape, path, inputs);
    return { id: outputs.id, outputs: outputs.outputs };
  }

  async update(
    request: Subject & { oldOutputs: Properties; inputs: Properties; preview: boolean },
  ): Promise<Properties> {
    const shape = shapeOf(request.type);
    if (request.preview) {
      const stable = ["name", "location"].filter((name) => request.oldOutputs[name] !== undefined);
      const kept = stable.map((name): [string, Value] => [name, request.oldOutputs[name] as Value]);
      return { ...previewOutputs(shape, request.inputs), ...Object.fromEntries(kept) };
    }
    return (await this.put(shape, shape.path(request.inputs), request.inputs)).outputs;
  }

  /** Nothing is patched: the whole body is sent, as the plugin does, and read again afterwards. */
  private async put(shape: ResourceShape, path: string, inputs: Properties) {
    try {
      const response = await this.arm.put(path, shape.apiVersion, toBody(shape, withoutNulls(inputs)));
      return { id: typeof response.id === "string" ? response.id : path, outputs: toOutputs(shape, response) };
    } catch (error) {
      if (!(error instanceof OperationFailed)) {
        throw error;
      }
      // Accepted and failed later: the resource may exist, and then it belongs into the state
      // (`HandleErrorWithCheckpoint`).
      const half = await this.find(path, shape.apiVersion);
      if (half === undefined) {
        throw error;
      }
      const id = typeof half.id === "string" ? half.id : path;
      throw new InitializationError(error.message, { id, inputs, outputs: toOutputs(shape, half) });
    }
  }

  async read(
    request: Subject & { id: string; oldInputs: Properties | undefined; oldOutputs: Properties },
  ): Promise<Existing | undefined> {
    const shape = shapeOf(request.type);
    const response = await this.find(request.id, shape.apiVersion);
    if (response === undefined) {
      return undefined;
    }
    const outputs = toOutputs(shape, response);
    const now = toInputs(shape, outputs);
    const inputs =
      request.oldInputs === undefined
        ? { ...pathInputs(shape, request.id), ...now }
        : refreshedInputs(request.oldInputs, toInputs(shape, withoutNulls(request.oldOutputs)), now);
    return { id: request.id, inputs, outputs };
  }

  async delete({ type, id }: Subject & { id: string }): Promise<void> {
    await this.arm.delete(id, shapeOf(type).apiVersion);
  }

  async invoke(token: string): Promise<Properties> {
    throw new ProviderError(`the stand-in for azure-native has no function ${token}`);
  }

  idOf(type: string, inputs: Properties): string | undefined {
    return shapes[type]?.path(inputs);
  }

  private async find(path: string, apiVersion: string): Promise<Properties | undefined> {
    try {
      return await this.arm.get(path, apiVersion);
    } catch (error) {
      if (error instanceof ArmError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }
}

function shapeOf(type: string): ResourceShape {
  const shape = shapes[type];
  if (shape === undefined) {
    throw new ProviderError(
      `the stand-in for azure-native does not know the type ${type}; it knows ${Object.keys(shapes).join(", ")}`,
    );
  }
  return shape;
}

function required(type: string): string[] {
  return type === "azure-native:resources:ResourceGroup" ? ["location"] : ["containers"];
}

function missingReason(property: string): string {
  const wayOut = "Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.";
  return `missing required property '${property}'${property === "location" ? `. ${wayOut}` : ""}`;
}

/** Azure writes "West Europe" and "westeurope" for the same place (`normalizedLocation`). */
function sameLocation(left: Value | undefined, right: Value | undefined): boolean {
  const plain = (value: string) => value.toLowerCase().replaceAll(" ", "");
  return typeof left === "string" && typeof right === "string" && plain(left) === plain(right);
}

/** An id's path parameters are every second part: `/subscriptions/S/resourceGroups/R/providers/P/type/N`. */
function pathInputs(shape: ResourceShape, id: string): Properties {
  const [, , , , group, , , , name] = id.split("/").map(decodeURIComponent);
  const values = [group, name];
  return Object.fromEntries(shape.pathParameters.map((parameter, index) => [parameter, values[index] ?? null]));
}
