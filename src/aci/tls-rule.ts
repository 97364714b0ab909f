import * as azure from "../validation/azure-rules";
import { certificateMatches } from "../validation/certificate";
import { certificates, privateKey } from "../validation/pem-rules";
import { choice, flag, ObjectRule, Relation, text } from "../validation/rule";
import { TlsMode } from "./enums";
import { fileShare } from "./nested-rules";

/** Each property of `tls` that only some modes know, with those modes. */
const tlsProperties: Record<string, readonly TlsMode[]> = {
  hostname: [TlsMode.Certificate, TlsMode.Automatic],
  certificatePem: [TlsMode.Certificate],
  privateKeyPem: [TlsMode.Certificate],
  email: [TlsMode.Automatic],
  acmeDirectoryUrl: [TlsMode.Automatic],
  acmeTrustedRootsPem: [TlsMode.Automatic],
  storage: [TlsMode.Automatic],
  http3: [TlsMode.Certificate, TlsMode.Automatic],
};

const neededByMode: Relation[] = Object.entries({
  hostname: TlsMode.Certificate,
  certificatePem: TlsMode.Certificate,
  privateKeyPem: TlsMode.Certificate,
  storage: TlsMode.Automatic,
}).map(([property, mode]) => ({
  of: ["mode", property],
  presence: true,
  check: ([given, value]) =>
    given === mode && value === undefined
      ? { path: property, reason: `is required with mode "${mode}": give it, or choose another mode` }
      : undefined,
}));

const onlyInMode: Relation[] = Object.entries(tlsProperties).map(([property, modes]) => ({
  of: ["mode", property],
  presence: true,
  check: ([mode, value]) =>
    value !== undefined && value !== false && typeof mode === "string" && !modes.some((one) => one === mode)
      ? {
          path: property,
          reason: `has no meaning with mode "${mode}": must be left out; it belongs to ${modes.map((one) => `"${one}"`).join(" and ")}`,
        }
      : undefined,
}));

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
    storage: fileShare,
    http3: flag({ plain: true }),
  },
  relations: [
    ...neededByMode,
    ...onlyInMode,
    { of: ["privateKeyPem", "certificatePem", "hostname"], check: certificateMatches },
    {
      of: ["acmeTrustedRootsPem", "acmeDirectoryUrl"],
      presence: true,
      check: ([roots, directory]) =>
        roots !== undefined && directory === undefined
          ? {
              path: "acmeTrustedRootsPem",
              reason: "has no meaning without acmeDirectoryUrl: must be left out; or give the authority's directory",
            }
          : undefined,
    },
  ],
};
