import { createPrivateKey, X509Certificate } from "node:crypto";

import type { Problem } from "./problem";
import { redact, quote, formatValue } from "./format-value";

/**
 * Whether a certificate, its key and its name belong together: whoever serves with them would only find out after it
 * was created. Expiry is not checked, because nothing in a component reads the clock.
 */
export function certificateMatches(
  [privateKeyPem, certificatePem, hostname]: readonly unknown[],
  hidden: readonly boolean[],
): Problem | undefined {
  if (typeof certificatePem !== "string" || typeof privateKeyPem !== "string") {
    return undefined;
  }
  const certificate = parsed(() => new X509Certificate(certificatePem));
  if (certificate === undefined) {
    return {
      path: "certificatePem",
      reason:
        "cannot be read as a certificate (not shown): must be valid PEM, the service's certificate first, then its chain; give the file as the authority sent it",
    };
  }
  const privateKey = parsed(() => createPrivateKey(privateKeyPem));
  if (privateKey === undefined) {
    return {
      path: "privateKeyPem",
      reason:
        "cannot be read as a private key (not shown): must be valid PEM without passphrase; openssl pkey takes a passphrase off",
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
    const given = hidden[2] ? redact(hostname) : formatValue(hostname);
    const names = namesIn(certificate);
    const must = names === "" ? "a certificate with that name in its subjectAltName" : `one of its names (${names})`;
    return {
      path: "hostname",
      reason: `${given} is not a name in the certificate: must be ${must}; give another name or another certificate`,
    };
  }
  return undefined;
}

/** The first names of a certificate; one for many services may have a hundred. */
function namesIn(certificate: X509Certificate): string {
  const names = (certificate.subjectAltName ?? "").split(", ").filter((name) => name.startsWith("DNS:"));
  const shown = names.slice(0, 10).map((name) => quote(name.slice("DNS:".length), 100));
  return shown.join(", ") + (names.length > 10 ? ", …" : "");
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
