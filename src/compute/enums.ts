/** How the cluster's inference router is reached, in the words of Kubernetes. */
export const InferenceRouterServiceType = {
  /** On an address of its own, public unless `internalLoadBalancer` is set. */
  LoadBalancer: "LoadBalancer",
  /** On a port of each node; for a load balancer and TLS of your own. */
  NodePort: "NodePort",
  /** Inside the cluster only; for an ingress of your own. */
  ClusterIP: "ClusterIP",
} as const;
export type InferenceRouterServiceType = (typeof InferenceRouterServiceType)[keyof typeof InferenceRouterServiceType];
