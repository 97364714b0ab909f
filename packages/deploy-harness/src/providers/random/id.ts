import { randomBytes } from "node:crypto";
import type { Properties } from "../properties";

/** What only creation brings. */
export const idForms = ["b64Std", "b64Url", "dec", "hex"];

/** The forms that the `random` provider gives an id in; `prefix` goes before each (hashicorp/random, `random_id`). */
export function makeId({ byteLength, prefix }: Properties): Properties {
  const bytes = randomBytes(Number(byteLength));
  const before = typeof prefix === "string" ? prefix : "";
  return {
    b64Std: before + bytes.toString("base64"),
    b64Url: before + bytes.toString("base64url"),
    dec: before + BigInt(`0x${bytes.toString("hex")}`).toString(),
    hex: before + bytes.toString("hex"),
  };
}
