import { readFileSync, rmSync, writeFileSync } from "node:fs";

/** One operation at a time. A killed operation leaves its lock, as the CLI's file backend does. */
export class Lock {
  constructor(private readonly path: string) {}

  /** Undefined when the lock is ours now, else why not. */
  take(operation: string): string | undefined {
    try {
      const holder = { operation, process: process.pid, since: new Date().toISOString() };
      writeFileSync(this.path, JSON.stringify(holder), { flag: "wx", mode: 0o600 });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error;
      }
    }
    return (
      `the stack is locked by ${this.holder()}: either wait until that ends, or, when it was killed, ` +
      "recover the deployment (recover() here; with the CLI `pulumi cancel`, `pulumi refresh --clear-pending-creates`, " +
      "and `pulumi import` of what was made)"
    );
  }

  release(): void {
    rmSync(this.path, { force: true });
  }

  private holder(): string {
    try {
      const held = JSON.parse(readFileSync(this.path, "utf8")) as Record<string, unknown>;
      return `the operation "${held.operation}" of process ${held.process}, since ${held.since}`;
    } catch {
      // Killed while it wrote the lock, or released this moment.
      return "another operation";
    }
  }
}
