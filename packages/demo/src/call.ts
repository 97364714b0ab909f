import { setTimeout as sleep } from "node:timers/promises";

/** The answer to one scoring request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface CallOptions {
  /** A key or a token; without one the request carries none. */
  readonly credential?: string;
  /** A deployment of an online endpoint to ask past its traffic rules. */
  readonly deployment?: string;
}

/** Asks for a prediction as a caller would. */
export async function score(uri: string, input: unknown, options: CallOptions = {}): Promise<Answer> {
  const { credential, deployment } = options;
  const response = await fetch(uri, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(credential === undefined ? {} : { Authorization: `Bearer ${credential}` }),
      ...(deployment === undefined ? {} : { "azureml-model-deployment": deployment }),
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: await response.text() };
}

/** Asks again until the model is loaded; the gateway says 502 or 503 until then, or is not there yet. */
export function scoreWhenReady(uri: string, input: unknown, credential: string): Promise<Answer> {
  return until(
    () => score(uri, input, { credential }).catch(noAnswer),
    ({ status }) => ![0, 502, 503].includes(status),
  );
}

/** How long is waited for what takes Azure its time: a model, a role, a certificate. */
export const patience = { seconds: 90 };

/** Asks again until the answer is what was waited for; after the time it is answered as it is. */
export async function until<T>(
  ask: () => Promise<T>,
  isGood: (answer: T) => boolean,
  seconds = patience.seconds,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (isGood(answer) || Date.now() > end) {
      return answer;
    }
    await sleep(250);
  }
}

export function noAnswer(error: Error): Answer {
  return { status: 0, body: error.cause instanceof Error ? error.cause.message : error.message };
}

/** Whether the answer is exactly what the model says in Python, number by number. */
export function isPrediction({ status, body }: Answer, expected: readonly number[]): boolean {
  if (status !== 200) {
    return false;
  }
  try {
    return JSON.stringify(JSON.parse(body)) === JSON.stringify(expected);
  } catch {
    return false;
  }
}

/** Rounded, for people. */
export function shown(numbers: readonly number[]): string {
  return numbers.map((number) => number.toFixed(1)).join(", ");
}
