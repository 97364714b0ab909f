/** One call of a client and what came of it. */
export interface Call {
  readonly client: string;
  readonly call: string;
  readonly seconds: number;
  readonly result?: string;
  readonly error?: string;
}

/** Takes in what came of a call. */
export type Tell = (call: Call) => void;

/** Makes a call, and tells of it whatever becomes of it; answers what it gave, or nothing when it failed. */
export type Ask = <T>(name: string, run: () => Promise<T>, describe?: (value: T) => string) => Promise<T | undefined>;

export function callsOf(client: string, tell: Tell): Ask {
  return async (call, run, describe = () => "done") => {
    const started = Date.now();
    const seconds = () => Math.round((Date.now() - started) / 10) / 100;
    try {
      const value = await run();
      const result = describe(value);
      tell({ client, call, seconds: seconds(), result });
      return value;
    } catch (error) {
      const [message = ""] = String(error).split("\n");
      tell({ client, call, seconds: seconds(), error: message });
      return undefined;
    }
  };
}

/** A line for each call below its client, the failed ones marked. */
export function tableOf(calls: readonly Call[]): string {
  const width = Math.max(...calls.map(({ call }) => call.length));
  const clients = [...new Set(calls.map(({ client }) => client))];
  const lines = clients.flatMap((client) => [
    "",
    client,
    ...calls
      .filter((each) => each.client === client)
      .map(({ call, seconds, result, error }) => {
        const mark = error === undefined ? "ok  " : "FAIL";
        return `  ${mark}  ${call.padEnd(width)}  ${seconds.toFixed(2).padStart(6)} s  ${error ?? result ?? ""}`;
      }),
  ]);
  return lines.join("\n");
}
