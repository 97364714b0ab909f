/** Until when something may be tried. */
export interface Deadline {
  readonly at: number;
  /** As it reads in an error. */
  readonly seconds: number;
}

export function deadlineIn(seconds: number): Deadline {
  return { at: Date.now() + seconds * 1000, seconds };
}
