import { activeSlot, otherSlot, type RotationNumbers } from "./rotation";
import { type Slot, slots } from "../contract/key-slots";

/** A key that takes the place of another one. The numbers are there as far as the resource that reports it knows them. */
export interface Replacement {
  readonly slot: Slot;
  readonly from?: number;
  readonly to?: number;
  /** Whether an earlier update has recorded the key and failed to install it: its number cannot be taken back. */
  readonly isRecorded?: boolean;
}

/**
 * Why both keys may not be replaced in one update, or nothing. `begun` is the slot that this very update has replaced
 * already; a preview and the plan have replaced none.
 */
export function bothKeysReplacedError(
  replacements: readonly Replacement[],
  allowed: RotationNumbers | undefined,
  begun?: Slot,
): string | undefined {
  const [one, other] = slots.map((slot) => replacements.find((replacement) => replacement.slot === slot));
  if (one === undefined || other === undefined || isAllowed(one, other, allowed)) {
    return undefined;
  }
  const first = begun ?? firstToReplace(one, other);
  const [now, then] = first === "primary" ? [one, other] : [other, one];
  const steps =
    begun === undefined
      ? `first deploy with ${now.slot}${wanted(now)} and ${then.slot}${kept(then)}, let callers read their key again, ` +
        `and then deploy with ${then.slot}${wanted(then)}`
      : `the ${now.slot} key is replaced, and the ${then.slot} key left as it was; let callers read their key again, ` +
        "and then deploy the same once more";
  return (
    `keys.rotation: both keys would be replaced in one update (${shown(one)}; ${shown(other)}), and callers would hold ` +
    `none that works: replace one at a time: ${steps}; in an emergency, such as both keys having leaked, set ` +
    `keys.rotation.replaceBothAt: { primary: ${one.to ?? "…"}, secondary: ${other.to ?? "…"} }`
  );
}

/**
 * What was begun comes first; else the slot that callers were not told to use, as far as that is known: they go on with
 * the other one meanwhile.
 */
function firstToReplace(one: Replacement, other: Replacement): Slot {
  if (one.isRecorded !== other.isRecorded) {
    return one.isRecorded ? one.slot : other.slot;
  }
  const known = one.from !== undefined && other.from !== undefined;
  return known ? otherSlot(activeSlot({ primary: one.from, secondary: other.from })) : "secondary";
}

/** Only these two numbers exactly: an allowance that was left in the program must not open the next rotation. */
function isAllowed(one: Replacement, other: Replacement, allowed: RotationNumbers | undefined): boolean {
  return (
    allowed !== undefined &&
    one.to !== undefined &&
    other.to !== undefined &&
    allowed[one.slot] === one.to &&
    allowed[other.slot] === other.to
  );
}

function shown({ slot, from, to }: Replacement): string {
  return from === undefined || to === undefined || from === to
    ? `${slot}: another key${to === undefined ? "" : ` with the number ${to}`}`
    : `${slot}: ${from} => ${to}`;
}

function wanted({ to }: Replacement): string {
  return to === undefined ? "" : `: ${to}`;
}

function kept({ from }: Replacement): string {
  return from === undefined ? " as it is" : `: ${from}`;
}

/**
 * Watches what one deployment does to the keys that a service has: the second slot that is replaced is refused. What
 * counts is what is installed and not what was planned, because a plan may have been recorded while its installation
 * failed. One for each service; its slots ask it one after the other, in previews too.
 */
export class ReplacementGuard {
  private readonly replaced = new Map<Slot, Replacement>();

  /** @throws When the other slot was replaced before and that is not allowed. */
  admit(replacement: Replacement, allowed: RotationNumbers | undefined, isPreview: boolean): void {
    const earlier = [...this.replaced.values()].find(({ slot }) => slot !== replacement.slot);
    const together = [replacement, ...(earlier === undefined ? [] : [earlier])];
    const reason = bothKeysReplacedError(together, allowed, isPreview ? undefined : earlier?.slot);
    if (reason !== undefined) {
      throw new Error(reason);
    }
    this.replaced.set(replacement.slot, replacement);
  }
}
