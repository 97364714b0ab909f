import type * as pulumi from "@pulumi/pulumi";

/**
 * A probe of the scoring container; the defaults are v1's.
 *
 * With `entryScript` and without `path` the server's processes are looked at, from inside the container: a busy service
 * is never restarted, and stays ready once it has answered for the first time. A process that hangs is started again by
 * itself (`workerTimeoutSeconds`); the container is, when nothing in it goes on.
 */
export interface ProbeArgs {
  /**
   * Optional. The path that is requested, without query, at most 256 characters. With `entryScript` a request waits behind
   * all others, so `livenessProbe` then has to allow for `scoringTimeoutMs`; without, it comes over the group's network,
   * so the server must listen on all addresses. Default: `/`, and with `entryScript` none.
   */
  path?: pulumi.Input<string>;
  /** Optional. Seconds before the first try, 0 to 86400. Default: 310 for liveness, 1 for readiness. */
  initialDelaySeconds?: pulumi.Input<number>;
  /** Optional. Seconds between tries, 1 to 86400. Default: 10. */
  periodSeconds?: pulumi.Input<number>;
  /**
   * Optional. Seconds until a try has failed, 1 to 86400, and at least 5 where processes are looked at. Default: 2, and
   * 15 where processes are looked at.
   */
  timeoutSeconds?: pulumi.Input<number>;
  /** Optional. Successes in a row that count, 1 to 1000. Default: 1. */
  successThreshold?: pulumi.Input<number>;
  /** Optional. Failures in a row that count, 1 to 1000. Default: 3. */
  failureThreshold?: pulumi.Input<number>;
}
