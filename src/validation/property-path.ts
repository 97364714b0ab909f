import { quote } from "./format-value";

/** Paths into nested inputs, written as a program writes them: `tls.hostname`, `imageRegistryCredentials[0].server`. */

/** The path of a property below another. Its name may be anything: what is no identifier is quoted. */
export function property(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]{0,63}$/.test(name) ? join(path, name) : `${path}[${quote(name)}]`;
}

/** A path below another; both are already written as paths. */
export function join(path: string, below: string): string {
  return path === "" || below.startsWith("[") ? path + below : `${path}.${below}`;
}

export function at(value: unknown, path: string): unknown {
  return steps(path).reduce<unknown>((held, step) => asHolder(held)?.[step], value);
}

/** An object with properties; a list is none. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return Array.isArray(value) ? undefined : asHolder(value);
}

function asHolder(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function steps(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== "");
}
