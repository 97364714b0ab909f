/** What a person sees of the demo: short lines, each with the seconds since the start. */
export class Terminal {
  private readonly started = Date.now();
  private readonly checks: { text: string; holds: boolean }[] = [];
  /** All that was written. */
  readonly lines: string[] = [];
  /** How it ended, in a line. */
  outcome = "The demo ended early.";

  constructor(private readonly print: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {}

  section(title: string): void {
    this.write(`\n${title}`);
  }

  line(text: string): void {
    const seconds = ((Date.now() - this.started) / 1000).toFixed(1).padStart(6);
    this.write(`${seconds}s  ${text}`);
  }

  /** Something that has to hold; the demo goes on either way and tells at its end. */
  check(text: string, holds: boolean, seen?: string): void {
    this.checks.push({ text, holds });
    this.line(`${holds ? "✓" : "✗"} ${text}${holds || seen === undefined ? "" : ` (seen: ${seen})`}`);
  }

  plain(text: string): void {
    this.write(text);
  }

  /** The closing summary; false when something did not hold, or nothing was looked at. */
  summary(): boolean {
    const broken = this.checks.filter((check) => !check.holds);
    const seconds = Math.round((Date.now() - this.started) / 1000);
    this.outcome =
      broken.length === 0
        ? `All ${this.checks.length} checks hold. ${seconds} s in all.`
        : `${broken.length} of ${this.checks.length} checks do not hold. ${seconds} s in all.`;
    this.section(this.outcome);
    broken.forEach(({ text }) => this.write(`  ✗ ${text}`));
    return broken.length === 0 && this.checks.length > 0;
  }

  private write(text: string): void {
    this.lines.push(...text.split("\n"));
    this.print(text);
  }
}
