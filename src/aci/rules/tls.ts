import * as azure from "../../validation/azure-rules";
import { certificateMatches } from "../../validation/certificate";
import { formatValue, redact } from "../../validation/format-value";
import { certificates, privateKey } from "../../validation/pem-rules";
import { onlyInModes, onlyWith, requiredInMode, requiredWhen } from "../../validation/relations";
import { choice, flag, type ObjectRule, type Relation, text } from "../../validation/rule";
import { labelAddress } from "../address";
import { aciDefaults } from "../defaults";
import { DnsNameLabelScope, TlsMode } from "../enums";
import { fileShare } from "./files";
import { port } from "./network";

/** `tls`, and what automatic certificates need of the inputs beside it. */

/** Each property of `tls` that only some modes know, with those modes. */
const modesOf: Record<string, readonly TlsMode[]> = {
  hostname: [TlsMode.Certificate, TlsMode.Automatic],
  certificatePem: [TlsMode.Certificate],
  privateKeyPem: [TlsMode.Certificate],
  email: [TlsMode.Automatic],
  acmeDirectoryUrl: [TlsMode.Automatic],
  acmeTrustedRootsPem: [TlsMode.Automatic],
  httpPort: [TlsMode.Automatic],
  storage: [TlsMode.Automatic],
  http3: [TlsMode.Certificate, TlsMode.Automatic],
};

export const tls: ObjectRule = {
  kind: "object",
  retired: { enabled: 'is not an input; choose mode "Certificate" or "Automatic"' },
  properties: {
    mode: choice(TlsMode, { required: true, plain: true }),
    hostname: azure.hostName,
    certificatePem: certificates("a certificate with its chain, without the private key,"),
    privateKeyPem: privateKey("the certificate's private key, without passphrase,"),
    email: text({
      // Without what has a meaning of its own in the mailto: address that it becomes (RFC 6068).
      pattern: /^[A-Za-z0-9.!$'+^_~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/,
      atMost: 254,
      expected: "an e-mail address such as ops@example.com",
    }),
    acmeDirectoryUrl: azure.httpsUrl,
    acmeTrustedRootsPem: certificates("one or more root certificates, without private keys,"),
    httpPort: port,
    storage: fileShare,
    http3: flag({ plain: true }),
  },
  relations: [
    requiredInMode("hostname", "mode", TlsMode.Certificate),
    requiredInMode("certificatePem", "mode", TlsMode.Certificate),
    requiredInMode("privateKeyPem", "mode", TlsMode.Certificate),
    requiredInMode("storage", "mode", TlsMode.Automatic),
    ...Object.entries(modesOf).map(([property, modes]) => onlyInModes(property, "mode", modes)),
    { of: ["privateKeyPem", "certificatePem", "hostname"], check: certificateMatches },
    onlyWith("acmeTrustedRootsPem", ["acmeDirectoryUrl"], { instead: "or give the authority's directory" }),
    onlyWith("httpPort", ["acmeDirectoryUrl"], {
      because: `, because public authorities call ${aciDefaults.tls.httpPort} alone`,
      instead: "or give your own authority's directory",
    }),
  ],
};

export const tlsRelations: readonly Relation[] = [
  requiredWhen(
    "tls.hostname",
    ["tls.mode", "dnsNameLabel", "location", "dnsNameLabelScope"],
    (mode, label, location, scope = aciDefaults.dnsNameLabelScope) =>
      mode === TlsMode.Automatic &&
      (label === undefined || location === undefined || scope !== DnsNameLabelScope.Unsecure),
    'with mode "Automatic": give it, or a dnsNameLabel with dnsNameLabelScope "Unsecure" and a location, whose address is known beforehand',
  ),
  requiredWhen(
    "tls.acmeDirectoryUrl",
    ["tls.mode", "subnetId"],
    (mode, subnetId) => mode === TlsMode.Automatic && subnetId !== undefined,
    'with mode "Automatic" in a subnet, which public authorities cannot reach: give your own authority\'s directory, or use mode "Certificate"',
  ),
  {
    of: ["tls.mode", "tls.hostname", "dnsNameLabel", "location"],
    check: ([mode, hostname, label, location], [, , , hidden]) =>
      mode === TlsMode.Automatic &&
      hostname === undefined &&
      typeof label === "string" &&
      typeof location === "string" &&
      labelAddress(label, location) === undefined
        ? {
            path: "tls.hostname",
            reason: `is required in the location ${hidden ? redact(location) : formatValue(location)}, where the address of a dnsNameLabel is not known beforehand: give a name of your own`,
          }
        : undefined,
  },
];
