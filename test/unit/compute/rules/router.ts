import * as pulumi from "@pulumi/pulumi";

import { testCertificate } from "../../../support/certificate";
import { named, pem } from "../../../support/examples";
import type { Row } from "../../support/row";

const { certificatePem, privateKeyPem } = testCertificate;

/** The extension and its router. */
export const router: Row[] = [
  [{ installExtension: "yes" }, 'installExtension: "yes" is not allowed: must be true or false'],
  [
    { installExtension: pulumi.output(true) },
    "installExtension: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give true or false",
  ],
  [
    { installExtension: false, inferenceRouter: {} },
    "inferenceRouter: has no meaning with installExtension: false: must be left out; set it on the extension that is there, or let it be installed here",
  ],
  [
    { installExtension: false, tls: { cname: "score.example.com", secretName: "router" } },
    "tls: has no meaning with installExtension: false: must be left out; set it on the extension that is there, or let it be installed here",
  ],
  [
    { inferenceRouter: "LoadBalancer" },
    "inferenceRouter: a text is not allowed: must be an object with serviceType, highAvailability, internalLoadBalancer, nodeSelector",
  ],
  [
    { inferenceRouter: pulumi.output({}) },
    "inferenceRouter: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with serviceType, highAvailability, internalLoadBalancer, nodeSelector; its own values may be Outputs where they only flow on",
  ],
  [
    { inferenceRouter: { serviceType: "loadBalancer", highAvailability: 1, internalLoadBalancer: "azure" } },
    'inferenceRouter.serviceType: "loadBalancer" is not allowed: must be one of "LoadBalancer", "NodePort", "ClusterIP"',
    "inferenceRouter.highAvailability: 1 is not allowed: must be true or false",
    'inferenceRouter.internalLoadBalancer: "azure" is not allowed: must be true or false',
  ],
  [
    {
      inferenceRouter: {
        serviceType: pulumi.output("NodePort"),
        highAvailability: pulumi.output(true),
        internalLoadBalancer: pulumi.output(true),
        nodeSelector: pulumi.output({}),
      },
    },
    'inferenceRouter.serviceType: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give one of "LoadBalancer", "NodePort", "ClusterIP"',
    "inferenceRouter.highAvailability: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give true or false",
    "inferenceRouter.internalLoadBalancer: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give true or false",
    "inferenceRouter.nodeSelector: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object of names and values",
  ],
  [
    { inferenceRouter: { serviceType: "NodePort", internalLoadBalancer: true } },
    'inferenceRouter.internalLoadBalancer: has no meaning with serviceType "NodePort", which has no load balancer: must be left out; or choose "LoadBalancer"',
  ],
  [
    { inferenceRouter: { serviceType: "ClusterIP", internalLoadBalancer: true } },
    'inferenceRouter.internalLoadBalancer: has no meaning with serviceType "ClusterIP", which has no load balancer: must be left out; or choose "LoadBalancer"',
  ],
  [
    { inferenceRouter: { nodeSelector: ["gpu"] } },
    "inferenceRouter.nodeSelector: a list of 1 is not allowed: must be an object of names and values",
  ],
  [
    { inferenceRouter: { nodeSelector: { "-gpu": "x" } } },
    'inferenceRouter.nodeSelector: the name "-gpu" is not allowed: must be a label of Kubernetes, such as agentpool or kubernetes.azure.com/agentpool',
  ],
  [
    { inferenceRouter: { nodeSelector: { A: 1 } } },
    'inferenceRouter.nodeSelector["A"]: 1 is not allowed: must be the value of a label: at most 63 letters, digits, - _ and ., with a letter or digit first and last',
  ],
  [
    { inferenceRouter: { nodeSelector: named(51, "x") } },
    "inferenceRouter.nodeSelector: 51 entries are not allowed: must be at most 50",
  ],
];

/** TLS at the router. */
export const routerTls: Row[] = [
  [{ tls: true }, "tls: true is not allowed: must be an object with cname, secretName, certificatePem, privateKeyPem"],
  [
    { tls: pulumi.output({}) },
    "tls: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with cname, secretName, certificatePem, privateKeyPem; its own values may be Outputs where they only flow on",
  ],
  [
    { tls: { secretName: "router" } },
    "tls.cname: is required: give a host name such as score.example.com, without scheme, port and wildcard, and no IP address",
  ],
  [
    { tls: { cname: "https://score.example.com", secretName: "router" } },
    'tls.cname: "https://score.example.com" is not allowed: must be a host name such as score.example.com, without scheme, port and wildcard, and no IP address',
  ],
  [
    { tls: { cname: "score.example.com" } },
    "tls.certificatePem: is required, because not all of the certificate is there: give cname, certificatePem and privateKeyPem, or cname and secretName",
  ],
  [
    { tls: { cname: "score.example.com", certificatePem } },
    "tls.privateKeyPem: is required, because not all of the certificate is there: give cname, certificatePem and privateKeyPem, or cname and secretName",
  ],
  [
    { tls: { cname: "score.example.com", privateKeyPem } },
    "tls.certificatePem: is required, because not all of the certificate is there: give cname, certificatePem and privateKeyPem, or cname and secretName",
  ],
  [
    { tls: { cname: "score.example.com", secretName: "router", certificatePem, privateKeyPem } },
    "tls.secretName: is not allowed beside certificatePem and privateKeyPem: give the secret or the two, not both",
  ],
  [
    { tls: { cname: "score.example.com", secretName: "Router" } },
    'tls.secretName: "Router" is not allowed: must be the name of a Kubernetes secret: 1 to 253 lower-case letters, digits, - and ., with a letter or digit first and last',
  ],
  [
    { tls: { cname: "score.example.com", certificatePem: "/etc/tls/cert.pem", privateKeyPem: "/etc/tls/key.pem" } },
    "tls.certificatePem: the value given (not shown: it may be a secret) is not allowed: must be a certificate with its chain, without the private key, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
    "tls.privateKeyPem: the value given (not shown: it may be a secret) is not allowed: must be the certificate's private key, without passphrase, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
  ],
  [
    { tls: { cname: "other.example.com", certificatePem, privateKeyPem } },
    'tls.cname: "other.example.com" is not a name in the certificate: must be one of its names ("score.example.com", "localhost"); give another name or another certificate',
  ],
  [
    { tls: { cname: "score.example.com", certificatePem, privateKeyPem: pem("root.pem") } },
    "tls.privateKeyPem: the value given (not shown: it may be a secret) is not allowed: must be the certificate's private key, without passphrase, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
  ],
  [
    { tls: { cname: "score.example.com", certificatePem, privateKeyPem: pem("wildcard.key.pem") } },
    "tls.privateKeyPem: is not the key of certificatePem: must belong to its first certificate; give the key that it was requested with",
  ],
];

/** v1's names, and the extension's own. */
export const retired: Row[] = [
  [
    { name: "inference", resourceId: "…", resourceGroup: "k8s", clusterName: "inference" },
    "name: is not an input; use computeName",
    "resourceId: is not an input; use clusterId",
    "resourceGroup: is not an input; use clusterId, the cluster's resource id",
    "clusterName: is not an input; use clusterId, the cluster's resource id",
  ],
  [
    {
      clusterPurpose: "DevTest",
      clusterLocation: "westeurope",
      loadBalancerType: "InternalLoadBalancer",
      loadBalancerSubnet: "lb",
    },
    "clusterPurpose: is not an input; use inferenceRouter.highAvailability: true for FastProd, false for DevTest",
    "clusterLocation: is not an input: the cluster says it itself",
    "loadBalancerType: is not an input; use inferenceRouter.internalLoadBalancer",
    "loadBalancerSubnet: is not an input: the load balancer's subnet is the cluster's",
  ],
  [
    {
      agentCount: 3,
      vmSize: "Standard_D3_v2",
      vnetName: "net",
      vnetResourcegroupName: "net",
      subnetName: "aks",
      serviceCidr: "10.0.0.0/16",
      dnsServiceIp: "10.0.0.10",
      dockerBridgeCidr: "172.17.0.1/16",
    },
    "agentCount: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "vmSize: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "vnetName: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "vnetResourcegroupName: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "subnetName: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "serviceCidr: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "dnsServiceIp: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
    "dockerBridgeCidr: is not an input: clusters are not created here; create one with azure-native's containerservice.ManagedCluster",
  ],
  [
    { sslCname: "score.example.com", sslCertPemFile: "cert.pem", sslKeyPemFile: "key.pem", sslSecret: "router" },
    "sslCname: is not an input; use tls.cname",
    "sslCertPemFile: is not an input; use tls.certificatePem, the file's content",
    "sslKeyPemFile: is not an input; use tls.privateKeyPem, the file's content",
    "sslSecret: is not an input; use tls.secretName",
  ],
  [
    {
      allowInsecureConnections: true,
      inferenceRouterServiceType: "LoadBalancer",
      inferenceRouterHA: false,
      internalLoadBalancerProvider: "azure",
      nodeSelector: {},
    },
    "allowInsecureConnections: is not an input; use tls: without it connections are not encrypted",
    "inferenceRouterServiceType: is not an input; use inferenceRouter.serviceType",
    "inferenceRouterHA: is not an input; use inferenceRouter.highAvailability",
    "internalLoadBalancerProvider: is not an input; use inferenceRouter.internalLoadBalancer",
    "nodeSelector: is not an input; use inferenceRouter.nodeSelector",
  ],
  [
    {
      tls: {
        cname: "score.example.com",
        secretName: "router",
        enabled: true,
        hostname: "x",
        sslCname: "x",
        sslSecret: "x",
        certPemFile: "x",
        keyPemFile: "x",
      },
    },
    "tls.enabled: is not an input: TLS is on where tls is given",
    "tls.hostname: is not an input; use cname",
    "tls.sslCname: is not an input; use cname",
    "tls.sslSecret: is not an input; use secretName",
    "tls.certPemFile: is not an input; use certificatePem, the file's content",
    "tls.keyPemFile: is not an input; use privateKeyPem, the file's content",
  ],
  [
    {
      tls: {
        cname: "score.example.com",
        secretName: "router",
        leafDomainLabel: "contoso",
        overwriteExistingDomain: true,
        renew: true,
      },
    },
    "tls.leafDomainLabel: is not an input: Microsoft issues no certificates for clusters any more; bring one, with cname",
    "tls.overwriteExistingDomain: is not an input: Microsoft issues no certificates for clusters any more; bring one, with cname",
    "tls.renew: is not an input: Microsoft issues no certificates for clusters any more; bring one, with cname",
  ],
  [{ inferenceRouting: {} }, "inferenceRouting: is not an input; did you mean inferenceRouter?"],
];
