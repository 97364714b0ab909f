/** So many characters of a credential in a row tell something of it. */
const telling = 12;

/** Whether a text shows a credential or a telling piece of it, also in base64, in hexadecimal or as in a URL. */
export function shows(text: string, secret: string): boolean {
  return text.includes(secret) || disguises(secret).some((form) => repeats(text, form));
}

/** A text of a service, cut for an error; not where it repeats what was sent. */
export function shown(text: unknown, secret: string, longest = 400): string | undefined {
  if (typeof text !== "string" || text === "") {
    return undefined;
  }
  const cut = text.slice(0, longest);
  // A new line could forge a line of a log.
  return shows(cut, secret) ? "[not shown: it repeats the credential]" : cut.replace(/[^ -~\xa0-\uffff]+/g, " ");
}

function repeats(text: string, form: string): boolean {
  for (let i = 0; i + telling <= form.length; i++) {
    if (text.includes(form.slice(i, i + telling))) {
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
