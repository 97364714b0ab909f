import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { identifySelf, isAlive, type ProcessIdentity } from "./process-identity";

export interface Lock {
  release(): void;
}

export interface LockHolder {
  holder: ProcessIdentity;
}

interface Turn {
  holder: ProcessIdentity;
  released: boolean;
}

/**
 * Tries to take a lock between processes; answers the holder when a living process has it.
 *
 * The lock is a folder of numbered turns. The highest number counts; a turn is over when it is marked so or when its
 * process has died, and then the next number is taken with link(2), which only one process can do. Nothing has to be
 * broken or stolen after a kill, so two waiting processes cannot both believe that they did it.
 */
export function tryLock(folder: string): Lock | LockHolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (;;) {
    const last = highestTurn(folder);
    const current = last === 0 ? undefined : readTurn(folder, last);
    if (last > 0 && current === undefined) {
      continue; // cleaned away between the listing and the reading: there is a higher one now
    }
    if (current !== undefined && !current.released && isAlive(current.holder)) {
      return { holder: current.holder };
    }
    const mine = last + 1;
    if (!takeTurn(folder, mine)) {
      continue;
    }
    if (highestTurn(folder) !== mine) {
      rmSync(turnFile(folder, mine), { force: true }); // a number that others have already left behind
      continue;
    }
    removeTurnsBefore(folder, mine);
    return { release: () => writeTurn(folder, mine, { holder: identifySelf(), released: true }) };
  }
}

/** Waits for the lock; `onWait` is told once who has it. */
export async function lock(folder: string, onWait?: (holder: ProcessIdentity) => void): Promise<Lock> {
  let told = false;
  for (;;) {
    const result = tryLock(folder);
    if ("release" in result) {
      return result;
    }
    if (!told) {
      onWait?.(result.holder);
      told = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function turnFile(folder: string, turn: number): string {
  return path.join(folder, `turn-${turn}`);
}

function turns(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = /^turn-(\d+)$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

function highestTurn(folder: string): number {
  return Math.max(0, ...turns(folder));
}

function readTurn(folder: string, turn: number): Turn | undefined {
  try {
    return JSON.parse(readFileSync(turnFile(folder, turn), "utf8")) as Turn;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function takeTurn(folder: string, turn: number): boolean {
  const draft = path.join(folder, `draft-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify({ holder: identifySelf(), released: false } satisfies Turn));
  try {
    linkSync(draft, turnFile(folder, turn));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeTurn(folder: string, turn: number, content: Turn): void {
  const draft = path.join(folder, `draft-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(content));
  renameSync(draft, turnFile(folder, turn));
}

function removeTurnsBefore(folder: string, turn: number): void {
  for (const old of turns(folder).filter((number) => number < turn)) {
    rmSync(turnFile(folder, old), { force: true });
  }
}
