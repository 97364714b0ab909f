const longest = 60;

/** A value as an error message shows it: short, on one line, with its type where that is the problem. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value.length > longest ? value.slice(0, longest) : value);
    return value.length > longest ? `${text}… (${value.length} characters)` : text;
  }
  if (Array.isArray(value)) {
    return `a list of ${value.length}`;
  }
  if (typeof value === "object" && value !== null) {
    return "an object";
  }
  if (typeof value === "function") {
    return "a function";
  }
  if (typeof value === "symbol") {
    return "a symbol";
  }
  return Object.is(value, -0) ? "-0" : String(value);
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
