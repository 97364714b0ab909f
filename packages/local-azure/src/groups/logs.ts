import { badRequest } from "../arm/arm-error";
import { keptBytes, lastLines, readLog } from "../runner/log-file";
import { stampedLog } from "../runner/log-times";

/** What Containers_ListLogs answers of a log, by its parameters `tail` and `timestamps`. */
export function logContent(file: string, query: URLSearchParams): string {
  const tail = query.get("tail");
  if (tail !== null && !/^[1-9]\d*$/.test(tail)) {
    throw badRequest("InvalidTail", `The value '${tail}' of tail is not a positive number.`, "tail");
  }
  const timestamps = (query.get("timestamps") ?? "false").toLowerCase();
  if (!["true", "false"].includes(timestamps)) {
    throw badRequest("InvalidTimestamps", `The value '${timestamps}' of timestamps is not a boolean.`, "timestamps");
  }
  const text = timestamps === "true" ? stampedLog(file) : readLog(file, keptBytes);
  return tail === null ? text : lastLines(text, Number(tail));
}
