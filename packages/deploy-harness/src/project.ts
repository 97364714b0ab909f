import { readFileSync, statSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { load } from "js-yaml";
import type { ConfigValue } from "./types";

/** What Pulumi.yaml says of a project. */
export interface Project {
  name: string;
  /** Folder that holds Pulumi.yaml. */
  root: string;
  /** Folder or file that `main` names. */
  main: string;
  /** Where the program runs: the folder that is or holds `main`. */
  folder: string;
  /** Defaults for configuration, with full keys. */
  defaults: Record<string, string>;
  /** Full keys of the configuration that is no text, number or boolean: here JSON, in a stack's file YAML. */
  structured: ReadonlySet<string>;
}

interface ProjectFile {
  name?: unknown;
  main?: unknown;
  config?: Record<string, unknown>;
}

export function readProject(folder: string): Project {
  const root = resolve(folder);
  const file = join(root, "Pulumi.yaml");
  let document: ProjectFile;
  try {
    document = load(readFileSync(file, "utf8")) as ProjectFile;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `program: ${JSON.stringify(folder)} is not a Pulumi project (${reason}); name a folder with a Pulumi.yaml`,
    );
  }
  if (typeof document?.name !== "string") {
    throw new Error(`${file}: name: ${JSON.stringify(document?.name)} is not a project name; it must be a string`);
  }
  const main = resolve(root, typeof document.main === "string" ? document.main : ".");
  return {
    name: document.name,
    root,
    main,
    folder: extname(main) !== "" && statSync(main).isFile() ? dirname(main) : main,
    defaults: defaultsOf(document.name, document.config ?? {}),
    structured: structuredIn(document.name, document.config ?? {}),
  };
}

/** `key: value` sets a value; `key: { default }` (or `{ value }`, for other namespaces) gives one that a stack may override. */
function defaultsOf(project: string, config: Record<string, unknown>): Record<string, string> {
  const defaults: Record<string, string> = {};
  for (const [key, entry] of Object.entries(config)) {
    const value =
      typeof entry === "object" && entry !== null
        ? ((entry as Record<string, unknown>).default ?? (entry as Record<string, unknown>).value)
        : entry;
    if (value !== undefined && value !== null) {
      defaults[fullKey(project, key)] = typeof value === "object" ? JSON.stringify(value) : String(value);
    }
  }
  return defaults;
}

function structuredIn(project: string, config: Record<string, unknown>): Set<string> {
  const typeOf = (entry: unknown) => (entry as { type?: unknown } | null)?.type;
  const keys = Object.keys(config).filter((key) => ["object", "array"].includes(String(typeOf(config[key]))));
  return new Set(keys.map((key) => fullKey(project, key)));
}

function fullKey(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

/** All configuration of a stack, with full keys: the project's defaults and over them what the stack sets. */
export function stackConfig(project: Project, config: Record<string, ConfigValue>): Record<string, ConfigValue> {
  const given = Object.entries(config).map(([key, value]) => [fullKey(project.name, key), value] as const);
  return { ...project.defaults, ...Object.fromEntries(given) };
}
