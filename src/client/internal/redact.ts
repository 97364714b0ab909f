/** So many characters of a credential in a row tell something of it. */
const telling = 12;

/** A credential, and how it looks in base64, in hexadecimal and in a URL. Only for looking whether a text shows it. */
export interface Secret {
  readonly plain: string;
  readonly forms: readonly string[];
}

export function secretOf(plain: string): Secret {
  return { plain, forms: disguises(plain) };
}

/** Whether a text shows a credential or a telling piece of it, also in base64, in hexadecimal or as in a URL. */
export function shows(text: string, secret: string | Secret): boolean {
  const { plain, forms } = typeof secret === "string" ? secretOf(secret) : secret;
  // Nothing was sent where there is no authentication.
  return plain !== "" && (text.includes(plain) || forms.some((form) => haveInCommon(text, form)));
}

/** A text of a service, cut for an error; not where it repeats what was sent. */
export function shown(text: unknown, secret: string | readonly Secret[], longest = 400): string | undefined {
  if (typeof text !== "string" || text === "") {
    return undefined;
  }
  const cut = text.slice(0, longest);
  const secrets = typeof secret === "string" ? [secret] : secret;
  // A new line could forge a line of a log.
  return secrets.some((one) => shows(cut, one))
    ? "[not shown: it repeats the credential]"
    : cut.replace(/[^ -~\xa0-\uffff]+/g, " ");
}

/** Whether two texts have a telling piece in common. */
function haveInCommon(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  for (let i = 0; i + telling <= short.length; i++) {
    if (long.includes(short.slice(i, i + telling))) {
      return true;
    }
  }
  return false;
}

function disguises(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret));
  const text = bytes.map((byte) => String.fromCharCode(byte)).join("");
  // The middle of base64 does not depend on what stands around, but on the place in it.
  const base64 = ["", "0", "00"].map((before) => btoa(before + text).slice(4, -4));
  return [
    secret,
    ...base64,
    ...base64.map((form) => form.replace(/\+/g, "-").replace(/\//g, "_")),
    bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    encodeURIComponent(secret),
  ];
}
