import * as pulumi from "@pulumi/pulumi";

import { automatic, certificate, connectionString, garbled, pem, share, subnetId } from "../../../support/examples";
import type { Row } from "../../support/row";

const own = { ...automatic, acmeDirectoryUrl: "https://acme.example.com" };
const portNumber =
  "a whole port number, from 1 to 65535, and none that Container Instances reserves (22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534)";

/** TLS at the gateway. */
export const tls: Row[] = [
  [
    { tls: "Certificate" },
    "tls: a text is not allowed: must be an object with mode, hostname, certificatePem, privateKeyPem, email, acmeDirectoryUrl, acmeTrustedRootsPem, httpPort, storage, http3",
  ],
  [
    { tls: pulumi.output(certificate) },
    "tls: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with mode, hostname, certificatePem, privateKeyPem, email, acmeDirectoryUrl, acmeTrustedRootsPem, httpPort, storage, http3; its own values may be Outputs where they only flow on",
  ],
  [{ tls: {} }, 'tls.mode: is required: give one of "None", "Certificate", "Automatic"'],
  [
    { tls: { mode: pulumi.output("None") } },
    'tls.mode: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give one of "None", "Certificate", "Automatic"',
  ],
  [
    { tls: { mode: "certificate" } },
    'tls.mode: "certificate" is not allowed: must be one of "None", "Certificate", "Automatic"',
  ],
  [
    { tls: { ...certificate, enabled: true } },
    'tls.enabled: is not an input; choose mode "Certificate" or "Automatic"',
  ],
  [
    { tls: { ...certificate, hostname: undefined } },
    'tls.hostname: is required with mode "Certificate": give it, or choose another mode',
  ],
  [
    { tls: { ...certificate, certificatePem: undefined } },
    'tls.certificatePem: is required with mode "Certificate": give it, or choose another mode',
  ],
  [
    { tls: { ...certificate, privateKeyPem: undefined } },
    'tls.privateKeyPem: is required with mode "Certificate": give it, or choose another mode',
  ],
  [
    { tls: { ...automatic, storage: undefined } },
    'tls.storage: is required with mode "Automatic": give it, or choose another mode',
  ],
  [
    { tls: { mode: "None", hostname: "score.example.com" } },
    'tls.hostname: has no meaning with mode "None": must be left out; it belongs to "Certificate" and "Automatic"',
  ],
  [
    { tls: { mode: "None", certificatePem: certificate.certificatePem } },
    'tls.certificatePem: has no meaning with mode "None": must be left out; it belongs to "Certificate"',
  ],
  [
    { tls: { mode: "None", privateKeyPem: certificate.privateKeyPem } },
    'tls.privateKeyPem: has no meaning with mode "None": must be left out; it belongs to "Certificate"',
  ],
  [
    { tls: { ...certificate, email: "ops@example.com" } },
    'tls.email: has no meaning with mode "Certificate": must be left out; it belongs to "Automatic"',
  ],
  [
    { tls: { ...certificate, acmeDirectoryUrl: "https://acme.example.com/directory" } },
    'tls.acmeDirectoryUrl: has no meaning with mode "Certificate": must be left out; it belongs to "Automatic"',
  ],
  [
    { tls: { ...certificate, acmeDirectoryUrl: undefined, acmeTrustedRootsPem: certificate.certificatePem } },
    'tls.acmeTrustedRootsPem: has no meaning with mode "Certificate": must be left out; it belongs to "Automatic"',
  ],
  [
    { tls: { ...certificate, storage: share } },
    'tls.storage: has no meaning with mode "Certificate": must be left out; it belongs to "Automatic"',
  ],
  [
    { tls: { mode: "None", http3: true } },
    'tls.http3: has no meaning with mode "None": must be left out; it belongs to "Certificate" and "Automatic"',
  ],
  [
    { tls: { ...certificate, hostname: "*.example.com" } },
    'tls.hostname: "*.example.com" is not allowed: must be a host name such as score.example.com, without scheme, port and wildcard, and no IP address',
  ],
  [
    { tls: { ...automatic, hostname: "10.0.0.4" } },
    'tls.hostname: "10.0.0.4" is not allowed: must be a host name such as score.example.com, without scheme, port and wildcard, and no IP address',
  ],
  [
    { tls: { ...certificate, certificatePem: "/etc/ssl/certificate.pem" } },
    "tls.certificatePem: the value given (not shown: it may be a secret) is not allowed: must be a certificate with its chain, without the private key, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
  ],
  [
    { tls: { ...certificate, certificatePem: certificate.privateKeyPem } },
    "tls.certificatePem: the value given (not shown: it may be a secret) is not allowed: must be a certificate with its chain, without the private key, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
  ],
  [
    { tls: { ...certificate, privateKeyPem: pem("encrypted.key.pem") } },
    "tls.privateKeyPem: the value given (not shown: it may be a secret) is not allowed: must be the certificate's private key, without passphrase, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
  ],
  [
    { tls: { ...certificate, certificatePem: garbled("CERTIFICATE") } },
    "tls.certificatePem: cannot be read as a certificate (not shown): must be valid PEM, the service's certificate first, then its chain; give the file as the authority sent it",
  ],
  [
    { tls: { ...certificate, privateKeyPem: garbled("PRIVATE KEY") } },
    "tls.privateKeyPem: cannot be read as a private key (not shown): must be valid PEM without passphrase; openssl pkey takes a passphrase off",
  ],
  [
    { tls: { ...certificate, privateKeyPem: pem("wildcard.key.pem") } },
    "tls.privateKeyPem: is not the key of certificatePem: must belong to its first certificate; give the key that it was requested with",
  ],
  [
    { tls: { ...certificate, hostname: "score.contoso.com" } },
    'tls.hostname: "score.contoso.com" is not a name in the certificate: must be one of its names ("score.example.com", "localhost"); give another name or another certificate',
  ],
  [
    {
      tls: {
        ...certificate,
        hostname: "x.example.com",
        certificatePem: pem("ed25519.pem"),
        privateKeyPem: pem("ed25519.key.pem"),
      },
    },
    'tls.hostname: "x.example.com" is not a name in the certificate: must be a certificate with that name in its subjectAltName; give another name or another certificate',
  ],
  [
    { tls: { ...automatic, email: "ops at example.com" } },
    'tls.email: "ops at example.com" is not allowed: must be an e-mail address such as ops@example.com',
  ],
  [
    { tls: { ...automatic, acmeDirectoryUrl: "http://acme.example.com" } },
    'tls.acmeDirectoryUrl: "http://acme.example.com" is not allowed: must be an address that starts with https://, with a path at most: letters, digits and . _ ~ / -',
  ],
  [
    { tls: { ...automatic, acmeDirectoryUrl: "https://acme.example.com:99999" } },
    'tls.acmeDirectoryUrl: "https://acme.example.com:99999" is not allowed: must be an address that starts with https://, with a path at most: letters, digits and . _ ~ / -',
  ],
  [
    { tls: { ...automatic, acmeDirectoryUrl: "https://acme.example.com", acmeTrustedRootsPem: "root" } },
    "tls.acmeTrustedRootsPem: the value given (not shown: it may be a secret) is not allowed: must be one or more root certificates, without private keys, as PEM (-----BEGIN …), at most 200000 characters; give the file's content, not its path",
  ],
  [
    { tls: { ...automatic, acmeTrustedRootsPem: certificate.certificatePem } },
    "tls.acmeTrustedRootsPem: has no meaning without acmeDirectoryUrl: must be left out; or give the authority's directory",
  ],
  [
    { tls: { ...certificate, httpPort: 8080 } },
    'tls.httpPort: has no meaning with mode "Certificate": must be left out; it belongs to "Automatic"',
  ],
  [
    { tls: { ...automatic, httpPort: 8080 } },
    "tls.httpPort: has no meaning without acmeDirectoryUrl, because public authorities call 80 alone: must be left out; or give your own authority's directory",
  ],
  ...[0, 65_536, 80.5, "80", 22].map((httpPort): Row => [
    { tls: { ...own, httpPort } },
    `tls.httpPort: ${JSON.stringify(httpPort)} is not allowed: must be ${portNumber}`,
  ]),
  [
    { tls: { ...own, httpPort: 443 } },
    "tls.httpPort: 443 is the service's own port: must be another one; leave it out for 80, or change port",
  ],
  [
    { tls: { ...own, httpPort: 8443 }, port: 8443 },
    "tls.httpPort: 8443 is the service's own port: must be another one; leave it out for 80, or change port",
  ],
  [
    { tls: { ...own, httpPort: 5001 } },
    "port: 5001 is the scoring container's port: must be another one, because the containers of a group share their ports; give another port, or another scoringPort",
  ],
  [
    { tls: { ...automatic, storage: connectionString } },
    "tls.storage: a text is not allowed: must be an object with storageAccountName, storageAccountKey, shareName",
  ],
  [
    { tls: { ...automatic, storage: pulumi.output(share) } },
    "tls.storage: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give an object with storageAccountName, storageAccountKey, shareName; its own values may be Outputs where they only flow on",
  ],
  [
    { tls: { ...automatic, storage: { ...share, storageAccountName: undefined } } },
    "tls.storage.storageAccountName: is required: give the name of a storage account: 3 to 24 lower-case letters and digits",
  ],
  [
    { tls: { ...automatic, storage: { ...share, storageAccountName: "x" } } },
    'tls.storage.storageAccountName: "x" is not allowed: must be the name of a storage account: 3 to 24 lower-case letters and digits',
  ],
  [
    { tls: { ...automatic, storage: { ...share, storageAccountKey: undefined } } },
    "tls.storage.storageAccountKey: is required: give a key of the storage account, in base64 as Azure shows it",
  ],
  [
    { tls: { ...automatic, storage: { ...share, storageAccountKey: 7 } } },
    "tls.storage.storageAccountKey: the number given (not shown: it may be a secret) is not allowed: must be a key of the storage account, in base64 as Azure shows it",
  ],
  [
    { tls: { ...automatic, storage: { ...share, shareName: undefined } } },
    "tls.storage.shareName: is required: give the name of a file share: 3 to 63 lower-case letters, digits and single -",
  ],
  [
    { tls: { ...automatic, storage: { ...share, shareName: "Models" } } },
    'tls.storage.shareName: "Models" is not allowed: must be the name of a file share: 3 to 63 lower-case letters, digits and single -',
  ],
  [{ tls: { ...certificate, http3: 1 } }, "tls.http3: 1 is not allowed: must be true or false"],
  [
    { tls: { ...certificate, http3: pulumi.output(true) } },
    "tls.http3: an Output is not allowed: must be known while the program runs, because it decides what is deployed; give true or false",
  ],
  [
    { tls: { ...automatic, hostname: undefined } },
    'tls.hostname: is required with mode "Automatic": give it, or a dnsNameLabel with dnsNameLabelScope "Unsecure" and a location, whose address is known beforehand',
  ],
  [
    {
      tls: { ...automatic, hostname: undefined },
      dnsNameLabel: "diabetes",
      dnsNameLabelScope: "Unsecure",
      location: "China North 3",
    },
    'tls.hostname: is required in the location "China North 3", where the address of a dnsNameLabel is not known beforehand: give a name of your own',
  ],
  [
    { tls: automatic, subnetId },
    'tls.acmeDirectoryUrl: is required with mode "Automatic" in a subnet, which public authorities cannot reach: give your own authority\'s directory, or use mode "Certificate"',
  ],
];
