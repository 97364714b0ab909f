import { runProgram } from "../../support/program";

/** What the program threw, and how many resources it had registered by then. */
export async function refused(program: () => unknown): Promise<{ error: unknown; registered: number }> {
  let error: unknown;
  const { registrations } = await runProgram(() => {
    try {
      program();
    } catch (thrown) {
      error = thrown;
    }
  });
  return { error, registered: registrations.length };
}
