import { createPrivateKey, X509Certificate } from "node:crypto";

import { Problem } from "../inputs/problem";

/**
 * Whether a certificate, its key and its name belong together: Caddy would only find out in the container, after the
 * group was created. Expiry is not judged, because nothing in a component reads the clock.
 */
export function certificateMatches(
  certificatePem: unknown,
  privateKeyPem: unknown,
  hostname: unknown,
): Problem | undefined {
  if (typeof certificatePem !== "string" || typeof privateKeyPem !== "string") {
    return undefined;
  }
  const certificate = parsed(() => new X509Certificate(certificatePem));
  if (certificate === undefined) {
    return {
      path: "certificatePem",
      reason: "cannot be read as a certificate: must be valid PEM, the service's certificate first, then its chain",
    };
  }
  const privateKey = parsed(() => createPrivateKey(privateKeyPem));
  if (privateKey === undefined) {
    return {
      path: "privateKeyPem",
      reason: "cannot be read as a private key (not shown): must be valid PEM without passphrase",
    };
  }
  if (!certificate.checkPrivateKey(privateKey)) {
    return {
      path: "privateKeyPem",
      reason:
        "is not the key of certificatePem: must belong to its first certificate; give the key that it was requested with",
    };
  }
  if (typeof hostname === "string" && certificate.checkHost(hostname) === undefined) {
    const names = (certificate.subjectAltName ?? certificate.subject).replaceAll("\n", ", ");
    return {
      path: "hostname",
      reason: `is not a name in the certificate: must be one of ${names}; give that name, or another certificate`,
    };
  }
  return undefined;
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
