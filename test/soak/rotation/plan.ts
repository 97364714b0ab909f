/** What a process of callers is told; on its standard input, because there is a token in it. */
export interface CallersPlan {
  /** Of the service, as `pulumi stack output --json` has them. */
  readonly outputs: Record<string, unknown>;
  /** For the vault. */
  readonly token: string;
  /** How long callers keep a key that they have read. */
  readonly maxAgeMs: number;
  /** Callers of each kind. */
  readonly count: number;
  readonly deployment?: string;
}

/** What one kind of caller has seen. */
export interface KindReport {
  requests: number;
  /** Refused (401) with one key and answered with the other, at once. */
  refusedFirst: number;
  failed: number;
  /** The first of them. */
  failures: string[];
}

/** Those that read `active`, those that hold both slots, and one that reads `active` anew for each request. */
export type CallersReport = Readonly<Record<"active" | "slots" | "fresh", KindReport>>;
