/** The seconds of an ISO 8601 duration such as PT0.5S or PT1M30S; undefined when it is none. */
export function secondsOf(duration: string): number | undefined {
  const match = /^P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration);
  if (!match) {
    return undefined;
  }
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** The milliseconds of a duration that has been checked. */
export function millisecondsOf(duration: string): number {
  return (secondsOf(duration) ?? 0) * 1000;
}

const factors: Record<string, number> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The number that a Kubernetes quantity such as "500m" or "0.5Gi" means; undefined when it is none. */
export function quantityOf(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?|\.\d+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = factors[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
