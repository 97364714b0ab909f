import * as fs from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

import { leaksInText } from "@azureml-webservice/deploy-harness/testing/secrecy";
import { repository } from "../build-package";

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const jwt = /eyJ[\w-]{10,}\.[\w-]{10,}(\.[\w-]*)?/g;
/** Of a shared access signature, and of anything that calls itself a key. */
const signature = /\b(sig|AccountKey|client_secret|code)=[^&\s"']+/gi;
/** What is shorter cannot be told from chance. */
const shortestSecret = 12;

/** What a question of Azure's documents was answered by. */
export interface Observation {
  readonly question: string;
  readonly answer: string;
}

export interface Step {
  readonly what: string;
  readonly seconds: number;
  readonly failed: boolean;
}

export interface Facts {
  readonly title: string;
  readonly outcome: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly observations: readonly Observation[];
  /** What a person saw, line by line. */
  readonly lines: readonly string[];
}

/** Knows all that must not be in a report, and takes it out. */
export class Redaction {
  private readonly secrets = new Map<string, string>();

  add(name: string, value: string | undefined): void {
    if (value !== undefined && value.length >= shortestSecret) {
      this.secrets.set(value, name);
    }
  }

  /** Every known secret and every id of an account is replaced; a line that still tells of one is left out. */
  text(text: string): string {
    return text
      .split("\n")
      .map((line) => this.line(line))
      .join("\n");
  }

  /** The names of the secrets that a text still tells of, in whatever disguise. */
  leaksIn(text: string): string[] {
    const named = Object.fromEntries([...this.secrets].map(([value, name]) => [name, value]));
    return leaksInText(text, named);
  }

  private line(line: string): string {
    let clean = line.replaceAll(repository, "<repository>").replaceAll(homedir(), "<home>");
    for (const [value, name] of this.secrets) {
      clean = clean.replaceAll(value, `<${name}>`);
    }
    clean = clean.replace(guid, "<id>").replace(jwt, "<token>").replace(signature, "$1=<secret>");
    return this.leaksIn(clean).length === 0 ? clean : "(a line that told of a secret was left out)";
  }
}

/** The report as Markdown, fit to be attached to a bug report. */
export function reportText(facts: Facts, redaction: Redaction): string {
  const { title, outcome, versions, steps, observations, lines } = facts;
  const text = [
    `# ${title}`,
    "",
    outcome,
    "",
    "## Versions",
    "",
    ...Object.entries(versions).map(([name, version]) => `- ${name}: ${version}`),
    "",
    "## What Azure was seen to do",
    "",
    ...(observations.length === 0 ? ["Nothing was observed beyond the checks."] : []),
    ...observations.map(({ question, answer }) => `- ${question} **${answer}**`),
    "",
    "## Steps of the deployments",
    "",
    ...steps.map(({ what, seconds, failed }) => `- ${what}: ${failed ? "failed after " : ""}${seconds.toFixed(1)} s`),
    "",
    "## The run, with the seconds since its start",
    "",
    "```text",
    ...lines.map((line) => line.replaceAll("```", "'''")),
    "```",
    "",
  ].join("\n");
  const clean = redaction.text(text);
  const leaks = redaction.leaksIn(clean);
  if (leaks.length > 0) {
    throw new Error(`the report would tell of ${leaks.join(", ")}; it is not written`);
  }
  return clean;
}

export function writeReport(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
