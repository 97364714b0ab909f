import { randomBytes } from "node:crypto";

/** What the service makes when it is not told a key: 32 letters and digits, the form of Azure ML's own. */
export function newKey(): string {
  return randomBytes(48).toString("base64").replace(/[+/=]/g, "").slice(0, 32);
}
