import type { ScoringService } from "./service";

/** A script that takes as long as it is told to, and hangs in two ways when it is told to. */
export const slowScript = `
import json, os, signal, time

def init():
    pass

def run(data):
    what = json.loads(data)
    if what.get("hang"):
        # As native code that holds on to the interpreter: the server's own timeout does not get through.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        while True:
            pass
    if what.get("stop"):
        os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(what.get("seconds", 0))
    return os.getpid()
`;

/** What callers got, each with one request after the other: how often which status. */
export async function load(service: ScoringService, callers: number, seconds: number): Promise<Record<number, number>> {
  const until = Date.now() + seconds * 1000;
  const statuses: Record<number, number> = {};
  const call = async (): Promise<void> => {
    while (Date.now() < until) {
      const { status } = await service.call({ seconds: 0.3 + 0.2 * Math.random() });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return statuses;
}
