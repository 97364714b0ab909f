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

interface Pieces {
  /** What tells something of the secret. */
  readonly telling: readonly string[];
  /** All runs of `anchorLength` characters in those. */
  readonly anchors: ReadonlySet<string>;
}

/** Short enough that a telling piece, wherever it begins, has one whole at each `anchorStep` of a text. */
const anchorLength = 6;
const anchorStep = tellingLength - anchorLength + 1;

/** By secret, because the same few are looked for in thousands of texts. */
const known = new Map<string, Pieces>();

function piecesOf(secret: string): Pieces {
  const pieces = known.get(secret) ?? takenApart(secret);
  known.set(secret, pieces);
  return pieces;
}

/** Lines that every PEM has are not secret. */
function takenApart(secret: string): Pieces {
  const body = secret.replace(/-----(?:BEGIN|END)[^-]+-----/g, "").trim();
  const texts = disguises(body).filter((text) => text.length >= tellingLength);
  const runs = (length: number) =>
    new Set(
      texts.flatMap((text) => Array.from({ length: text.length - length + 1 }, (_, i) => text.slice(i, i + length))),
    );
  return { telling: [...runs(tellingLength)], anchors: runs(anchorLength) };
}

/** Whether a piece can be in the text at all; few texts have to be searched for each. */
function mayHold(text: string, { anchors }: Pieces): boolean {
  for (let i = 0; i + anchorLength <= text.length; i += anchorStep) {
    if (anchors.has(text.slice(i, i + anchorLength))) {
      return true;
    }
  }
  return false;
}

/** Where secrets show in a text; empty when they do not. Names the secret, never shows it. */
export function leaksInText(text: string, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    if (secret.length < tellingLength) {
      throw new Error(`the secret ${name} is too short to be looked for`);
    }
    const pieces = piecesOf(secret);
    return mayHold(text, pieces) && pieces.telling.some((part) => text.includes(part)) ? [name] : [];
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
