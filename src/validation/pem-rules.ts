import { type LeafRule, text } from "./rule";

/**
 * PEM as OpenSSL and Go read it, with anything before and between the blocks. Searched from both ends, because a pattern
 * over the whole would start again at every block. Messages never show one: the two of a pair get mixed up.
 */
const pem = (what: string, begin: RegExp, end: RegExp, forbidden?: RegExp): LeafRule =>
  text({
    atMost: 200_000,
    test: (value) => {
      const start = value.search(begin);
      return start >= 0 && end.test(value.slice(start)) && !forbidden?.test(value);
    },
    expected: `${what} as PEM (-----BEGIN …), at most 200000 characters`,
    hint: "give the file's content, not its path",
    secret: true,
  });

/** A private key among them would get into the state in clear. */
export const certificates = (what: string) =>
  pem(what, /-----BEGIN CERTIFICATE-----/, /-----END CERTIFICATE-----/, /PRIVATE KEY/);

export const privateKey = (what: string) =>
  pem(what, /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/, /-----END (?:RSA |EC )?PRIVATE KEY-----/);
