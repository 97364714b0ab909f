/*
 * A process full of callers, who begin with what stands on standard input and go on until it ends; then it prints what
 * became of their requests. A process of its own, because only its environment can make it trust a vault's certificate.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { createScoringClient } from "../../../src/client";
import type { CallersPlan, CallersReport, KindReport } from "./plan";

const pauseMs = 10;
const shownFailures = 10;

type Kind = keyof CallersReport;

class Process {
  private isStopped = false;
  private readonly report: Record<Kind, KindReport>;

  constructor(private readonly plan: CallersPlan) {
    const none = () => ({ requests: 0, refusedFirst: 0, failed: 0, failures: [] as string[] });
    this.report = { active: none(), slots: none(), fresh: none() };
  }

  stop(): void {
    this.isStopped = true;
  }

  async run(): Promise<CallersReport> {
    const { count } = this.plan;
    const loops = Array.from({ length: count }, () => [this.client("active"), this.client("slots")]).flat();
    await Promise.all([...loops, this.fresh()]);
    return this.report;
  }

  /** As callers use the client. Each repetition counts as a failure, but the one that having both slots is there for. */
  private async client(kind: "active" | "slots"): Promise<void> {
    const { outputs, token, maxAgeMs, deployment } = this.plan;
    let statuses: (number | string)[] = [];
    const client = createScoringClient(outputs, {
      credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 86_400_000 }) },
      keyVault: { maxAgeMs, slots: kind === "active" ? "active" : "both" },
      onAttempt: ({ status, failure }) => statuses.push(status ?? failure ?? "no answer"),
    });
    while (!this.isStopped) {
      statuses = [];
      const thrown = await client.score([1], { deployment }).then(
        () => undefined,
        (error: Error) => error.message,
      );
      const isRefusedFirst = statuses.length === 2 && statuses[0] === 401 && kind === "slots";
      this.note(kind, isRefusedFirst ? statuses.slice(1) : statuses, thrown, isRefusedFirst);
      await sleep(pauseMs);
    }
  }

  /** Whatever `active` holds at a moment, the service accepts it at that moment. */
  private async fresh(): Promise<void> {
    const { outputs, token } = this.plan;
    const { scoringUri, keyReferences } = outputs as {
      scoringUri: string;
      keyReferences: { active: { secretUri: string } };
    };
    while (!this.isStopped) {
      const headers = { authorization: `Bearer ${token}` };
      const secret = await fetch(`${keyReferences.active.secretUri}?api-version=7.4`, { headers });
      const { value } = (await secret.json()) as { value: string };
      const status = await fetch(scoringUri, {
        method: "POST",
        headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
        body: "[1]",
      }).then(
        async (answer) => {
          await answer.arrayBuffer();
          return answer.status;
        },
        (error: Error) => error.message,
      );
      this.note("fresh", [status]);
      await sleep(5 * pauseMs);
    }
  }

  private note(kind: Kind, statuses: (number | string)[], thrown?: string, isRefusedFirst = false): void {
    const counts = this.report[kind];
    counts.requests++;
    counts.refusedFirst += isRefusedFirst ? 1 : 0;
    if (thrown !== undefined || statuses.some((status) => status !== 200)) {
      counts.failed++;
      if (counts.failures.length < shownFailures) {
        counts.failures.push(`${new Date().toISOString()} ${statuses.join(", ")} ${thrown ?? ""}`.trim());
      }
    }
  }
}

const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => {
  const callers = new Process(JSON.parse(line) as CallersPlan);
  lines.once("close", () => callers.stop());
  callers.run().then(
    (report) => console.log(JSON.stringify(report)),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
});
