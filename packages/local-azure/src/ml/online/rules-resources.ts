import { invalid } from "../assets/asset-kinds";
import type { DeploymentProperties, ResourceAmounts } from "./model";
import { quantityOf } from "./units";

/** The instance types of a Kubernetes compute, by name. */
export type InstanceTypes = Record<string, { resources?: { requests?: Amounts; limits?: Amounts } }>;

type Amounts = Record<string, unknown>;

// "Create and manage instance types for efficient utilization of compute resources": what every compute has.
const defaultInstanceType = "defaultinstancetype";
const builtIn: InstanceTypes = { [defaultInstanceType]: { resources: { limits: { cpu: "2", memory: "2Gi" } } } };

const minimalMemory = 1_000_000;

/**
 * The resources of a deployment on Kubernetes: "Kubernetes online deployment YAML schema" (requests need CPU and
 * memory, a GPU is a limit) and "Create and manage instance types" (they must fit the instance type).
 */
export function checkResources(properties: DeploymentProperties, ofCompute: InstanceTypes): void {
  const name = properties.instanceType ?? defaultInstanceType;
  const instanceType = { ...builtIn, ...ofCompute }[name];
  if (instanceType === undefined) {
    throw invalid(`The compute has no instance type '${name}'.`, "instanceType");
  }
  const { containerResourceRequests: requests, containerResourceLimits: limits } =
    properties.containerResourceRequirements ?? {};
  checkQuantities("requests", requests);
  checkQuantities("limits", limits);
  if (requests && (requests.cpu === undefined || requests.memory === undefined)) {
    throw refusal("The resource requests need both cpu and memory.");
  }
  if (requests?.gpu !== undefined) {
    throw refusal("A gpu can only be given as a limit.");
  }
  for (const resource of ["cpu", "memory"] as const) {
    const requested = amount(requests, resource);
    const limit = amount(limits, resource);
    if (requested !== undefined && limit !== undefined && limit < requested) {
      throw refusal(`The ${resource} limit ${limits?.[resource]} is below the request ${requests?.[resource]}.`);
    }
    const most = quantityOf(String(instanceType.resources?.limits?.[resource] ?? "")) ?? Infinity;
    if ((limit ?? requested ?? 0) > most) {
      throw refusal(
        `The ${resource} does not fit the instance type '${name}', which has ${limitOf(instanceType, resource)}.`,
      );
    }
  }
}

function checkQuantities(which: string, amounts: ResourceAmounts | undefined): void {
  for (const [resource, text] of Object.entries(amounts ?? {}) as [string, string][]) {
    const value = quantityOf(text);
    if (value === undefined || value <= 0) {
      throw refusal(`The ${resource} of the resource ${which} is '${text}', which is no positive Kubernetes quantity.`);
    }
    if (resource === "memory" && value < minimalMemory) {
      throw refusal(`The memory of the resource ${which} is '${text}'; it must be at least 1 MB.`);
    }
  }
}

function amount(amounts: ResourceAmounts | undefined, resource: "cpu" | "memory"): number | undefined {
  const text = amounts?.[resource];
  return text === undefined ? undefined : quantityOf(text);
}

function limitOf(type: InstanceTypes[string], resource: string): string {
  return String(type.resources?.limits?.[resource]);
}

function refusal(message: string) {
  return invalid(message, "containerResourceRequirements");
}
