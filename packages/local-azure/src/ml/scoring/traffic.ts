/**
 * Shares requests out by percentages, and always in the same order: smooth weighted round-robin, as nginx has it. Each
 * turn every name gains its weight, the one that has most is picked and pays the sum. Over 100 requests the shares are
 * exact, which a random draw would not be.
 */
export class WeightedTurns {
  private readonly gained = new Map<string, number>();

  constructor(private readonly weights: Readonly<Record<string, number>>) {}

  /** The next name; undefined when none has a positive weight. */
  next(): string | undefined {
    const positive = Object.entries(this.weights).filter(([, weight]) => weight > 0);
    const sum = positive.reduce((total, [, weight]) => total + weight, 0);
    let most: string | undefined;
    for (const [name, weight] of positive) {
      const gained = (this.gained.get(name) ?? 0) + weight;
      this.gained.set(name, gained);
      if (most === undefined || gained > (this.gained.get(most) ?? 0)) {
        most = name;
      }
    }
    if (most !== undefined) {
      this.gained.set(most, (this.gained.get(most) ?? 0) - sum);
    }
    return most;
  }
}

/** Picks a percentage of requests to be copied, evenly spread. */
export class MirrorTurns {
  private readonly gained = new Map<string, number>();

  constructor(private readonly weights: Readonly<Record<string, number>>) {}

  /** The deployment that gets a copy of this request, if one does. */
  next(): string | undefined {
    for (const [name, weight] of Object.entries(this.weights)) {
      const gained = (this.gained.get(name) ?? 0) + weight;
      this.gained.set(name, gained % 100);
      if (gained >= 100) {
        return name;
      }
    }
    return undefined;
  }
}
