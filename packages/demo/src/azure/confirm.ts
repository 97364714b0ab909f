import { createInterface } from "node:readline/promises";

import { DemoFailure } from "../scenario";

/** Refuses where nobody can be asked, before anything is looked at. */
export function requireSomebody(yes: boolean, isTerminal = Boolean(process.stdin.isTTY)): void {
  if (!yes && !isTerminal) {
    throw new DemoFailure("nobody can be asked here, because this is no terminal: say --yes, which agrees to the cost");
  }
}

/** Whether a person agrees: by the word yes and nothing shorter. */
export async function agreed(
  question: string,
  streams: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream } = {
    input: process.stdin,
    output: process.stdout,
  },
): Promise<boolean> {
  const lines = createInterface(streams);
  // At the end of the input nobody answers any more.
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([lines.question(`${question} Type yes to go on: `), closed]);
    return answer.trim().toLowerCase() === "yes";
  } finally {
    lines.close();
  }
}
