import { azurePolicy, ownCredential } from "./policies";
import { outages, type Outcome, outlasting, play } from "./outages";

export interface Comparison {
  readonly point: string;
  readonly title: string;
  readonly azure: Outcome;
  readonly own: Outcome;
}

/** In a process of its own, because Azure's cycler leaves rejections that nobody handles. Prints JSON. */
async function main(): Promise<void> {
  const all: Comparison[] = [];
  for (const outage of [...outages, outlasting]) {
    const { point, title } = outage;
    all.push({ point, title, azure: await play(outage, azurePolicy), own: await play(outage, ownCredential) });
  }
  process.stdout.write(JSON.stringify(all));
}

void main();
