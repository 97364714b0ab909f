import { randomInt } from "node:crypto";

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * A key of the shape that Azure ML has generated since about 2025: 84 characters, Microsoft's common annotated security
 * key (github.com/microsoft/security-utilities): 52 random ones, a fixed signature, the date and the provider, and a
 * checksum, which is random here.
 */
export function newKey(): string {
  const now = new Date();
  const date =
    alphanumeric.charAt((now.getUTCFullYear() - 2024) % alphanumeric.length) + "ABCDEFGHIJKL".charAt(now.getUTCMonth());
  return `${random(52)}JQQJ99${date}${random(12)}AAAAINFR${random(4)}`;
}

function random(length: number): string {
  return Array.from({ length }, () => alphanumeric.charAt(randomInt(alphanumeric.length))).join("");
}
