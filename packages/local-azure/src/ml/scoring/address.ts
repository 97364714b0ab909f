import type { ComputeType } from "./served";

export interface EndpointAddress {
  computeType: ComputeType;
  name: string;
  location: string;
}

export interface ScoringAddress {
  computeType: ComputeType;
  name: string;
  /** Only a managed endpoint has its region in its address. */
  location?: string;
  what: "score" | "swagger.json";
}

/**
 * The path of an endpoint at the router. On Azure a managed endpoint has a host of its own,
 * `<name>.<region>.inference.ml.azure.com`, and those of a cluster share its address; here all share one listener.
 */
export function scoringPath({ computeType, name, location }: EndpointAddress, what: ScoringAddress["what"]): string {
  return computeType === "Managed" ? `/managed/${name}.${location}/${what}` : `/api/v1/endpoint/${name}/${what}`;
}

/** What a request is for; undefined when it is for nothing that an endpoint has. */
export function parseScoringPath(path: string): ScoringAddress | undefined {
  const managed = /^\/managed\/([^/.]+)\.([^/.]+)\/(score|swagger\.json)$/.exec(path);
  if (managed) {
    const [, name = "", location, what] = managed;
    return { computeType: "Managed", name, location, what: what as ScoringAddress["what"] };
  }
  const [, name = "", what] = /^\/api\/v1\/endpoint\/([^/]+)\/(score|swagger\.json)$/.exec(path) ?? [];
  return what ? { computeType: "Kubernetes", name, what: what as ScoringAddress["what"] } : undefined;
}
