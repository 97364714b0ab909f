import type { Place } from "./places";

const line = /^ {2}- (?:[\w.$]+|\[\d+\]|\["[^\n]*"(?:… \(\d+ characters\))?\])+: .|^ {2}- and \d+ more$/;

/** What a terminal obeys or hides, and what is no text. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}\ufeff]/u;

/** What is wrong with a message: it has one line for each problem, each with its path, none long or for a terminal. */
export function faultsOf(component: string, message: string, place: Place, value: unknown): string[] {
  const [first = "", ...lines] = message.split("\n");
  const head = new RegExp(
    `^${component} "diabetes" has \\d+ problems? in its inputs; nothing of it was created or changed:$`,
  );
  const refused = value !== null && value !== undefined && place.rule.kind === "leaf" && !place.rule.accepts(value);
  const text = place.rule.secret && typeof value === "string" && value.length > 8 ? value.slice(0, 40) : undefined;
  return [
    ...(head.test(first) ? [] : [`head: ${first}`]),
    ...lines.filter((one) => !line.test(one) || unprintable.test(one) || one.length > 2000),
    ...(refused && !message.includes(`\n  - ${place.path}: `) ? [`no ${place.path}`] : []),
    ...(text !== undefined && message.includes(text) ? ["shows a secret"] : []),
  ];
}
