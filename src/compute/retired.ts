/** Names of v1's `AksCompute` and of the extension's own settings, each with what took its place. */

type Retired = Readonly<Record<string, string>>;

const use = (what: string) => `is not an input; use ${what}`;
const because = (why: string) => `is not an input: ${why}`;

const ownCluster = because(
  "clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
);

export const retiredOnCompute: Retired = {
  name: use("computeName"),
  resourceId: use("clusterId"),
  resourceGroup: use("clusterId, the cluster's resource id"),
  clusterName: use("clusterId, the cluster's resource id"),
  clusterPurpose: use("inferenceRouter.highAvailability: true for FastProd, false for DevTest"),
  clusterLocation: because("the cluster says it itself"),
  loadBalancerType: use("inferenceRouter.internalLoadBalancer"),
  loadBalancerSubnet: because("the load balancer's subnet is the cluster's"),
  agentCount: ownCluster,
  vmSize: ownCluster,
  vnetName: ownCluster,
  vnetResourcegroupName: ownCluster,
  subnetName: ownCluster,
  serviceCidr: ownCluster,
  dnsServiceIp: ownCluster,
  dockerBridgeCidr: ownCluster,
  sslCname: use("tls.cname"),
  sslCertPemFile: use("tls.certificatePem, the file's content"),
  sslKeyPemFile: use("tls.privateKeyPem, the file's content"),
  sslSecret: use("tls.secretName"),
  allowInsecureConnections: use("tls: without it connections are not encrypted"),
  inferenceRouterServiceType: use("inferenceRouter.serviceType"),
  inferenceRouterHA: use("inferenceRouter.highAvailability"),
  internalLoadBalancerProvider: use("inferenceRouter.internalLoadBalancer"),
  nodeSelector: use("inferenceRouter.nodeSelector"),
};

export const retiredOnTls: Retired = {
  enabled: because("TLS is on where tls is given"),
  hostname: use("cname"),
  sslCname: use("cname"),
  sslSecret: use("secretName"),
  certPemFile: use("certificatePem, the file's content"),
  keyPemFile: use("privateKeyPem, the file's content"),
  leafDomainLabel: because("Microsoft issues no certificates for clusters any more; bring one, with cname"),
  overwriteExistingDomain: because("Microsoft issues no certificates for clusters any more; bring one, with cname"),
  renew: because("Microsoft issues no certificates for clusters any more; bring one, with cname"),
};
