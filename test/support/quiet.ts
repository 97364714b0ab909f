import * as pulumi from "@pulumi/pulumi";

/** Keeps what components log out of the test's output, and gives it to the test. */
export function captureLog(): { level: "info" | "warn"; text: string }[] {
  const lines: { level: "info" | "warn"; text: string }[] = [];
  for (const level of ["info", "warn"] as const) {
    jest.spyOn(pulumi.log, level).mockImplementation((...args: unknown[]) => {
      lines.push({ level, text: String(args[0]) });
      return Promise.resolve();
    });
  }
  return lines;
}
