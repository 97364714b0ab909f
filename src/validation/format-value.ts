const longest = 60;

/** What stands in a message in place of a value that nobody may read there: its type, which is mostly what is wrong. */
export function redact(value: unknown): string {
  if (value === "") {
    return '""';
  }
  const isPlain = typeof value === "number" || typeof value === "boolean";
  return `the ${isPlain ? typeof value : "value"} given (not shown: it may be a secret)`;
}

/** A value as an error message shows it: short, on one line, with its type where that is the problem. */
export function formatValue(value: unknown): string {
  if (typeof value === "string") {
    return looksSecret(value.slice(0, longest)) ? redact(value) : quote(value);
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  if (typeof value === "object" && value !== null) {
    return "an object";
  }
  if (typeof value === "function" || typeof value === "symbol") {
    return `a ${typeof value}`;
  }
  if (typeof value === "bigint") {
    // With its suffix, or 5n would read "5 is not allowed: must be a number from 1 to 9". Long ones take long to print.
    return value > -(2n ** 64n) && value < 2n ** 64n ? `${value}n` : "a bigint";
  }
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A text in quotes, cut to a bearable length, without characters that a terminal obeys or does not show. */
export function quote(text: string, atMost = longest): string {
  const quoted = JSON.stringify(text.slice(0, atMost)).replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return text.length > atMost ? `${quoted}… (${text.length} characters)` : quoted;
}

/**
 * Whether a text looks like a key, a private key's PEM or a connection string: such a thing in the place of a name is
 * likely a mix-up, and must not get into a log because of it.
 */
function looksSecret(text: string): boolean {
  const keyLike = (run: string) => /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run);
  return (
    /PRIVATE KEY|(?:key|sig|secret|password|token)=/i.test(text) || (text.match(/[\w+/]{32,}/g) ?? []).some(keyLike)
  );
}

/** The known name that a mistyped one most likely stands for, if any is near enough to be helpful. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance <= Math.max(2, candidate.length / 3) && (best === undefined || distance < best.distance)) {
      best = { name: candidate, distance };
    }
  }
  return best?.name;
}

/** Levenshtein's distance; names longer than any input of ours are cut, so that a huge key costs nothing. */
function editDistance(a: string, b: string): number {
  const left = a.slice(0, 64);
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (left[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
