const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const signatureKey = "4dabf18193072939515e22adb298388d";

/** So many characters of a secret in a row are a leak: less could be chance. */
const tellingLength = 12;

/** How a secret may look when it slipped through some encoding. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 of a text that holds the secret at any offset: the middle of it does not depend on what stands around.
  const aligned = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replaceAll("=", "");
    return padded.slice(offset === 0 ? 0 : 4, -2);
  });
  return [
    secret,
    ...aligned,
    ...aligned.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    bytes.toString("hex"),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    [...secret].reverse().join(""),
  ];
}

/** By secret, because the same few are looked for in thousands of texts. */
const piecesOf = new Map<string, readonly string[]>();

/** The telling pieces of a secret. Lines that every PEM has are not secret. */
function pieces(secret: string): readonly string[] {
  const known = piecesOf.get(secret);
  if (known !== undefined) {
    return known;
  }
  const body = secret.replace(/-----(?:BEGIN|END)[^-]+-----/g, "").trim();
  const found = new Set<string>();
  for (const text of disguises(body)) {
    for (let i = 0; i + tellingLength <= text.length; i++) {
      found.add(text.slice(i, i + tellingLength));
    }
  }
  const all = [...found];
  piecesOf.set(secret, all);
  return all;
}

/** Where secrets show in a text; empty when they do not. Names the secret, never shows it. */
export function leaksInText(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < tellingLength) {
      throw new Error(`the secret ${name} is too short to be looked for`);
    }
    const piece = pieces(secret).find((part) => text.includes(part));
    return piece === undefined ? [] : [name];
  });
}

/** Where secrets show in a value outside Pulumi's secret wrapper, as `path: name`. */
export function leaks(value: unknown, secrets: Readonly<Record<string, string>>, path = "$"): string[] {
  if (typeof value === "string") {
    return leaksInText(value, secrets).map((name) => `${path}: ${name}`);
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  if ((value as Record<string, unknown>)[signatureKey] === secretSignature) {
    return [];
  }
  return Object.entries(value).flatMap(([name, item]) => [
    ...leaksInText(name, secrets).map((secret) => `${path} (a name): ${secret}`),
    ...leaks(item, secrets, `${path}.${name}`),
  ]);
}
