import type { ContainerEvent, ContainerRuntime } from "../state";

const kept = 30;

/** Notes an event; the same one again only raises its count, as in Azure's list. */
export function noteEvent(
  runtime: ContainerRuntime,
  name: string,
  message: string,
  type: ContainerEvent["type"] = "Normal",
): void {
  const now = new Date().toISOString();
  const same = runtime.events.find((event) => event.name === name && event.message === message);
  if (same) {
    same.count++;
    same.lastTimestamp = now;
    return;
  }
  runtime.events.push({ count: 1, firstTimestamp: now, lastTimestamp: now, name, message, type });
  runtime.events.splice(0, runtime.events.length - kept);
}
