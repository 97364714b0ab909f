/** A moment in which callers may be turned away while a service is changed. The list is closed: at no other moment. */
export interface Moment {
  readonly what: string;
  /** The statuses that callers may get, and no others. */
  readonly statuses: readonly number[];
  readonly reason: string;
  /** Where Azure says so. */
  readonly source: string;
}

export const moments = {
  rotation: {
    what: "the old key of the slot that is rotated, until its caller knows the new one; the other slot's key opens",
    statuses: [401],
    reason: "a slot holds one key, and regenerateKeys puts another one into it",
    source: "learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint, rotate keys",
  },
  authentication: {
    what: "whoever uses the authentication that is not in force: the new one before the switch, the old one after it",
    statuses: [401],
    reason: "an endpoint has exactly one authentication mode (authMode)",
    source: "learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth",
  },
  replacement: {
    what: "everybody, from the deletion of the endpoint until the new one has its deployments, traffic and keys",
    statuses: [401, 404, 503],
    reason: "Azure changes neither compute nor identity of an endpoint, and its name is taken until it is gone",
    source:
      "Azure/azure-rest-api-specs, machinelearningservices 2025-12-01, OnlineEndpoint; " +
      "learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints, HTTP status codes; " +
      "learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities",
  },
} satisfies Record<string, Moment>;

export type MomentName = keyof typeof moments;
