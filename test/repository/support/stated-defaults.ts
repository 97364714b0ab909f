/** What a doc comment says of the default, if it does: the sentence after `Default:`. */
export function statedDefault(comment: string): string | undefined {
  return /Default: (.*?)\.?(?=\.\s|\.?\s*$)/s.exec(comment)?.[1];
}

/**
 * The values in a statement of a default, in order: numbers, `true` and `false`, and what stands in backquotes. The names
 * of other inputs are none, nor are v1's names in brackets.
 */
export function valuesIn(statement: string, inputs: ReadonlySet<string>): unknown[] {
  const tokens = statement
    .replaceAll(/\(v1's[^)]*\)/g, "")
    .matchAll(/`([^`]*)`|(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?![\w])|\b(true|false|twice)\b/g);
  return [...tokens].flatMap(([, quoted, number, word]) => {
    if (quoted !== undefined) {
      return inputs.has(quoted.split(/[.:]/)[0] ?? "") ? [] : [literal(quoted)];
    }
    return [word === "twice" ? 2 : literal((number ?? word ?? "").replaceAll(",", ""))];
  });
}

function literal(text: string): unknown {
  return /^(?:\d+(?:\.\d+)?|true|false)$/.test(text) ? (JSON.parse(text) as unknown) : text;
}

/** The rows of the tables of a Markdown text that have a column of this name, each by its first cell. */
export function column(markdown: string, name: string): Map<string, string> {
  const rows = markdown.split("\n").map(cellsOf);
  const found = new Map<string, string>();
  let at = -1;
  rows.forEach((cells, i) => {
    if (cells.length === 0 || /^-+$/.test(cells[0] ?? "")) {
      at = cells.length === 0 ? -1 : at;
    } else if (/^-+$/.test(rows[i + 1]?.[0] ?? "")) {
      at = cells.indexOf(name);
    } else if (at > 0) {
      found.set(cells[0] ?? "", cells[at] ?? "");
    }
  });
  return found;
}

function cellsOf(line: string): string[] {
  return line.startsWith("|")
    ? line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}
