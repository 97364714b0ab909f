/** A fragment of a credential of this many characters is a leak. */
const minLeakLength = 12;

/** A credential and its encodings in base64, in hexadecimal and in a URL, to recognize it in a text. */
export interface EncodedSecret {
  readonly plain: string;
  readonly encodings: readonly string[];
}

export function encodeSecret(plain: string): EncodedSecret {
  return { plain, encodings: encodings(plain) };
}

/** Whether a text has a credential or a long enough fragment of it, plain or encoded. */
function leaks(text: string, secret: string | EncodedSecret): boolean {
  const { plain, encodings } = typeof secret === "string" ? encodeSecret(secret) : secret;
  // Without authentication nothing was sent.
  return plain !== "" && (text.includes(plain) || encodings.some((encoding) => shareFragment(text, encoding)));
}

/** A text of a service, truncated for an error; redacted where it repeats what was sent. */
export function redact(text: unknown, secret: string | readonly EncodedSecret[], maxLength = 400): string | undefined {
  if (typeof text !== "string" || text === "") {
    return undefined;
  }
  const truncated = text.slice(0, maxLength);
  const secrets = typeof secret === "string" ? [secret] : secret;
  // Control characters are removed: a new line could forge a line of a log.
  return secrets.some((one) => leaks(truncated, one))
    ? "[not shown: it repeats the credential]"
    : truncated.replace(/[^ -~\xa0-\uffff]+/g, " ");
}

function shareFragment(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  for (let i = 0; i + minLeakLength <= short.length; i++) {
    if (long.includes(short.slice(i, i + minLeakLength))) {
      return true;
    }
  }
  return false;
}

function encodings(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret));
  const text = bytes.map((byte) => String.fromCharCode(byte)).join("");
  // The middle of base64 depends only on the offset of the secret in the encoded text, of which there are three.
  const base64 = ["", "0", "00"].map((before) => btoa(before + text).slice(4, -4));
  return [
    secret,
    ...base64,
    ...base64.map((encoding) => encoding.replace(/\+/g, "-").replace(/\//g, "_")),
    bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    encodeURIComponent(secret),
  ];
}
