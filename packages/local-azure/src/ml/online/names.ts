import { invalid } from "../assets/asset-kinds";
import type { ComputeType } from "../scoring/served";

/**
 * The rule for both kinds of names: Microsoft, "Manage and increase quotas" (endpoint and deployment names); the
 * sentences are those of azure-ai-ml, which checks before it asks.
 */
export function checkName(what: "endpoint" | "deployment", name: string): void {
  if (name.length < 3 || name.length > 32) {
    throw invalid(
      `The name for ${article(what)} must be at least 3 and at most 32 characters long (inclusive of both limits).`,
      "name",
    );
  }
  if (!/^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(name)) {
    throw invalid(
      `The name for ${article(what)} must start with an upper- or lowercase letter and only consist of '-'s and ` +
        "alphanumeric characters.",
      "name",
    );
  }
}

/** On Kubernetes both become part of one name in the cluster (same page). */
export function checkNamesTogether(type: ComputeType, endpoint: string, deployment: string): void {
  const length = endpoint.length + deployment.length;
  if (type === "Kubernetes" && (length < 6 || length > 62)) {
    throw invalid(
      `The names of endpoint '${endpoint}' and deployment '${deployment}' together must have 6 to 62 characters on ` +
        `Kubernetes; they have ${length}.`,
      "name",
    );
  }
}

function article(what: "endpoint" | "deployment"): string {
  return what === "endpoint" ? "an endpoint" : "a deployment";
}
