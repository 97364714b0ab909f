import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isObject, isSecret, mapChildren, secret, type Value } from "../providers/properties";

const ALGORITHM = "aes-256-gcm";
const MARK = "__encrypted";

/** Encrypts the secrets of the state, each on its own, with a key in a file that only the user may read. */
export class Cipher {
  private readonly key: Buffer;

  constructor(keyFile: string) {
    this.key = readOrCreateKey(keyFile);
  }

  encrypt(value: Value): Value {
    if (!isSecret(value)) {
      return mapChildren(value, (child) => this.encrypt(child));
    }
    const nonce = randomBytes(12);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce);
    const text = Buffer.concat([cipher.update(JSON.stringify(value.value), "utf8"), cipher.final()]);
    return { [MARK]: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64") };
  }

  decrypt(value: Value): Value {
    const sealed = isObject(value) ? value[MARK] : undefined;
    if (typeof sealed !== "string") {
      return mapChildren(value, (child) => this.decrypt(child));
    }
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    return secret(JSON.parse(text) as Value);
  }
}

function readOrCreateKey(file: string): Buffer {
  try {
    return Buffer.from(readFileSync(file, "utf8"), "base64");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  }
  const key = randomBytes(32);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, key.toString("base64"), { mode: 0o600, flag: "wx" });
  return key;
}
