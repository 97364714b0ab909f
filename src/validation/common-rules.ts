import { formatValue, redact } from "./format-value";
import { type LeafRule, number, type Relation, text } from "./rule";

/** Rules that more than one kind of resource needs. */

export const description = text({ atMost: 5000, expected: "a text of 1 to 5000 characters" });

export const percent = (from: number, to = 100): LeafRule =>
  number({ what: "number of percent", from, to, integer: true });

/** The lesser of two numbers is not the greater one; `defaults` count where one is left out. */
export function inOrder(
  [lesser, greater]: readonly [string, string],
  defaults: Readonly<Record<string, number>>,
  refused = lesser,
): Relation {
  return {
    of: [lesser, greater],
    check: (values, hidden) => {
      const [low, high] = [values[0] ?? defaults[lesser], values[1] ?? defaults[greater]];
      if (typeof low !== "number" || typeof high !== "number" || low <= high) {
        return undefined;
      }
      const [at, other] = refused === lesser ? [0, 1] : [1, 0];
      const shown = (i: number, value: unknown) => (hidden[i] ? redact(value) : formatValue(value));
      const otherName = at === 0 ? greater : lesser;
      const isDefault = values[other] === undefined ? ", its default" : "";
      const sides = at === 0 ? ["more", "no more"] : ["less", "no less"];
      return {
        path: refused,
        reason: `${shown(at, at === 0 ? low : high)} is ${sides[0]} than ${otherName} (${shown(other, at === 0 ? high : low)}${isDefault}): must be ${sides[1]}; change one of the two`,
      };
    },
  };
}
