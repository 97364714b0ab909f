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
import { Blobs } from "./blob";
import { addName, problemsOf } from "./check";
import { previewOutputs, toBody, toInputs, toOutputs } from "./convert";
import { invoke } from "./invokes";
import { expand, parametersOf, parse } from "./path";
import { refreshedInputs } from "./refresh";
import { shapeOf, shapes, type ResourceShape } from "./shapes";
import { VaultSecrets } from "./vault-secrets";

export interface AzureNativeOptions {
  endpoint: string;
  /** Default: a fixed word, which stands for the subscription's owner. */
  token?: string;
  /** The configuration value `azure-native:location`. */
  location?: string;
  /** Where relative paths of assets begin; default: the working folder. */
  folder?: string;
}

const BLOB = "azure-native:storage:Blob";
const SECRET = "azure-native:keyvault:Secret";
const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";

/**
 * Stands in for the azure-native plugin, which is in no registry: the rules of its `Check`, `Diff`, `Create`, `Read`,
 * `Update`, `Delete` and `Invoke` (pulumi/pulumi-azure-native, provider/pkg/provider/provider.go and diff.go), for the
 * resource types that the components use.
 */
export class AzureNativeProvider implements Provider {
  readonly name = "azure-native";
  readonly version = "3.28.0";
  private readonly arm: ArmClient;
  private readonly blobs: Blobs;
  private readonly secrets: VaultSecrets;
  private readonly token: string;
  private readonly groupLocations = new Map<string, string>();

  constructor(private readonly options: AzureNativeOptions) {
    this.token = options.token ?? "local-azure";
    this.arm = new ArmClient(options.endpoint, this.token);
    this.secrets = new VaultSecrets(options.endpoint, this.token);
    this.blobs = new Blobs(this.arm, options.folder ?? process.cwd());
  }

  /** Fills in the generated name, the default location and the API version (`applyDefaults`). */
  async check(request: Subject & { oldInputs: Properties; inputs: Properties; randomSeed: Buffer }) {
    const shape = shapeOf(request.type);
    const inputs = withoutNulls(request.inputs);
    addName(shape, request, inputs);
    if (inputs.location === undefined && shape.inputs.includes("location")) {
      const location = await this.defaultLocation(request.type, request.oldInputs, inputs);
      if (location !== undefined) {
        inputs.location = location;
      }
    }
    if (shape.apiVersion !== undefined) {
      inputs.azureApiVersion ??= shape.apiVersion;
    }
    return { inputs, failures: problemsOf(shape, inputs) };
  }

  /** From the old inputs, else the configuration, else the resource group (`getDefaultLocation`). */
  private async defaultLocation(type: string, olds: Properties, inputs: Properties): Promise<Value | undefined> {
    const fixed = olds.location ?? this.options.location;
    const group = inputs.resourceGroupName;
    if (fixed !== undefined || typeof group !== "string" || type === RESOURCE_GROUP) {
      return fixed;
    }
    if (group === UNKNOWN) {
      return UNKNOWN;
    }
    const known = this.groupLocations.get(group);
    if (known !== undefined) {
      return known;
    }
    const { path, apiVersion = "" } = shapeOf(RESOURCE_GROUP);
    // Whatever goes wrong, there is no default then, and the location is reported as missing.
    const found = await this.arm.get(expand(path, inputs), apiVersion).catch(() => undefined);
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
    const replacing = new Set([...parametersOf(shape.path), ...shape.replacedOnChange]);
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
    const path = expand(shape.path, inputs);
    // PUT is all there is in ARM, and would silently take over what someone else has made (`CanCreate`).
    if ((await this.find(type, path, `cannot check existence of resource '${path}': `)) !== undefined) {
      throw new ProviderError(`cannot create already existing resource '${path}'`);
    }
    if (type === BLOB) {
      return { id: path, outputs: await this.blobs.create(withoutNulls(inputs)) };
    }
    const put = () => this.put(type, path, inputs);
    return type === SECRET ? this.secrets.create(inputs, put) : put();
  }

  async update(
    request: Subject & { id: string; oldOutputs: Properties; inputs: Properties; preview: boolean },
  ): Promise<Properties> {
    const { type, inputs, oldOutputs } = request;
    const shape = shapeOf(type);
    if (request.preview) {
      const stable = ["name", "location"].filter((name) => oldOutputs[name] !== undefined);
      const kept = stable.map((name): [string, Value] => [name, oldOutputs[name] as Value]);
      return { ...previewOutputs(shape, inputs), ...Object.fromEntries(kept) };
    }
    return type === BLOB
      ? this.blobs.update(withoutNulls(inputs))
      : (await this.put(type, expand(shape.path, inputs), inputs)).outputs;
  }

  /** Nothing is patched: the whole body is sent, as the plugin does, and read again afterwards. */
  private async put(type: string, path: string, inputs: Properties) {
    const shape = shapeOf(type);
    try {
      const response = await this.arm.put(path, shape.apiVersion ?? "", toBody(shape, withoutNulls(inputs)));
      return { id: typeof response.id === "string" ? response.id : path, outputs: toOutputs(shape, response) };
    } catch (error) {
      if (!(error instanceof OperationFailed)) {
        throw error;
      }
      // Accepted and failed later: the resource may exist, and then it belongs into the state
      // (`HandleErrorWithCheckpoint`).
      const half = await this.find(type, path);
      if (half === undefined) {
        throw error;
      }
      throw new InitializationError(error.message, { id: path, inputs, outputs: half });
    }
  }

  async read(
    request: Subject & { id: string; oldInputs: Properties | undefined; oldOutputs: Properties },
  ): Promise<Existing | undefined> {
    const { id, type, oldInputs, oldOutputs } = request;
    const shape = shapeOf(type);
    const outputs = await this.find(type, id);
    if (outputs === undefined) {
      return undefined;
    }
    const now = toInputs(shape, outputs);
    const inputs =
      oldInputs === undefined
        ? { ...parse(shape.path, id), ...now }
        : refreshedInputs(oldInputs, toInputs(shape, withoutNulls(oldOutputs)), now);
    return { id, inputs, outputs };
  }

  async delete({ type, id }: Subject & { id: string }): Promise<void> {
    const { apiVersion = "", path } = shapeOf(type);
    const place = parse(path, id);
    await (type === BLOB
      ? this.blobs.delete(place)
      : type === SECRET
        ? this.secrets.delete(place)
        : this.arm.delete(id, apiVersion));
  }

  invoke(token: string, args: Properties): Promise<Properties> {
    return invoke(token, args, this.arm, this.token);
  }

  idOf(type: string, inputs: Properties): string | undefined {
    const shape = shapes[type];
    return shape && expand(shape.path, inputs);
  }

  /** The outputs of what stands at a path, or nothing. */
  private async find(type: string, path: string, trouble = ""): Promise<Properties | undefined> {
    const shape: ResourceShape = shapeOf(type);
    try {
      return await (type === BLOB
        ? this.blobs.read(parse(shape.path, path))
        : toOutputs(shape, await this.arm.get(path, shape.apiVersion ?? "")));
    } catch (error) {
      if (error instanceof ArmError && error.status === 404) {
        return undefined;
      }
      throw error instanceof ArmError ? new ProviderError(`${trouble}${error.message}`) : error;
    }
  }
}

/** Azure writes "West Europe" and "westeurope" for the same place (`normalizedLocation`). */
function sameLocation(left: Value | undefined, right: Value | undefined): boolean {
  const plain = (value: string) => value.toLowerCase().replaceAll(" ", "");
  return typeof left === "string" && typeof right === "string" && plain(left) === plain(right);
}
