import { existsSync, readFileSync, statSync } from "node:fs";
import { lastLines, readLog } from "../runner/log-file";
import { State, type GroupDocument } from "../state";
import {
  nearest,
  parse,
  positiveNumber,
  stateFolder,
  stateHelp,
  stateOption,
  UsageError,
  type Command,
} from "./command";

export const logs: Command = {
  summary: "print what a group's containers have printed",
  help: `Usage: local-azure logs <group> [container] [options]

<group> is the name of a container group, or <resource group>/<group>.

  --tail <lines>        only the last lines
  --follow              go on until Ctrl-C
${stateHelp}`,

  async run(words) {
    const { values, positionals } = parse(
      words,
      { ...stateOption, tail: { type: "string" }, follow: { type: "boolean" } },
      { least: 1, most: 2 },
    );
    const tail = positiveNumber("tail", values.tail, 1_000_000);
    const state = new State(stateFolder(values));
    const group = findGroup(state.groups(), positionals[0] ?? "");
    const containers = findContainers(group, positionals[1]);
    const sources = containers.map((name) => ({
      prefix: containers.length > 1 ? `${name} | ` : "",
      file: state.logFile(group, name),
    }));
    for (const { prefix, file } of sources) {
      const text = readLog(file);
      print(prefix, tail === undefined ? text : lastLines(text, tail));
    }
    return values.follow ? follow(sources) : 0;
  },
};

function findGroup(groups: GroupDocument[], wanted: string): GroupDocument {
  const full = ({ resourceGroup, name }: GroupDocument) => `${resourceGroup}/${name}`;
  const found = groups.filter((group) => group.name === wanted || full(group) === wanted);
  const [first, second] = found;
  if (first === undefined) {
    throw new UsageError(
      `no container group '${wanted}'${nearest(
        wanted,
        groups.map(({ name }) => name),
      )}; status lists them`,
    );
  }
  if (second !== undefined) {
    throw new UsageError(`'${wanted}' is the name of ${found.map(full).join(" and ")}: give one of these`);
  }
  return first;
}

function findContainers({ definition }: GroupDocument, wanted: string | undefined): string[] {
  const names = definition.properties.containers.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new UsageError(`no container '${wanted}'${nearest(wanted, names)}; there are ${names.join(", ")}`);
  }
  return wanted === undefined ? names : [wanted];
}

/** Until Ctrl-C, which ends the process itself: there is nothing to tidy up. */
async function follow(sources: { prefix: string; file: string }[]): Promise<number> {
  const watched = sources.map((source) => ({ ...source, seen: sizeOf(source.file) }));
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const source of watched) {
      const size = sizeOf(source.file);
      if (size !== source.seen) {
        // A log that got shorter was cut back or begun anew: its whole text is news.
        const from = size > source.seen ? source.seen : 0;
        print(source.prefix, readFileSync(source.file).subarray(from).toString("utf8"));
        source.seen = size;
      }
    }
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function print(prefix: string, text: string): void {
  if (text !== "") {
    const lines = text.replace(/\n$/, "").split("\n");
    console.log(lines.map((line) => `${prefix}${line}`).join("\n"));
  }
}
