import { always, celText, failWith, when, type Route } from "./caddy";
import { gatewayFiles } from "./files";

/*
 * Key authentication. The key files are read at each request (`{file.…}` placeholders are resolved when they are
 * used), so that a replaced file counts at once, without a reload.
 *
 * Not Caddy's header matcher: it takes `*` at either end of a value for a wildcard, lets `Bearer ` in over HTTP/2 when
 * the key file is empty, and accepts a right key beside a wrong one in a second header line. In an expression, the
 * lines of a repeated header arrive joined by a comma, which no key contains, so that two lines never match.
 */

export type Slot = "primary" | "secondary";

const slots: Slot[] = ["primary", "secondary"];

/** The whole file: a key and the semicolon that ends it. Caddy has taken one line end off the file's end. */
const wholeKey = celText("^[A-Za-z0-9]{16,128};$");

/** Not just `primary`: `log_append` takes its value for a variable's name first, and would log the key. */
function variable(slot: Slot): string {
  return `gateway_key_file_${slot}`;
}

function content(slot: Slot): string {
  return `{http.vars.${variable(slot)}}`;
}

function isReady(slot: Slot): string {
  return `${content(slot)}.matches(${wholeKey})`;
}

/** The semicolon is put to the header's value instead of being cut off the file's content. */
function isRight(slot: Slot): string {
  return `${isReady(slot)} && {http.request.header.Authorization} + ";" == "Bearer " + ${content(slot)}`;
}

/** Whether the decoded path holds the key: a caller may have put it at the wrong place. */
function isInPath(slot: Slot): string {
  return `${isReady(slot)} && ({http.request.orig_uri.path} + ";").contains(${content(slot)}.replace(";", ""))`;
}

export const pathHoldsKey = slots.map((slot) => `(${isInPath(slot)})`).join(" || ");

/** Reads both files into variables: once for each request, so that all expressions see the same content. */
export function readKeys(): Route[] {
  const none = Object.fromEntries(slots.map((slot) => [variable(slot), ""]));
  return [
    always({ handler: "vars", ...none }),
    ...slots.map((slot): Route => {
      const path = `${gatewayFiles.keys.folder}/${gatewayFiles.keys[slot]}`;
      return {
        // A placeholder of a file that is not there writes an error into the log, at each request, under no logger's
        // name that could be left out (`replacer.go`). So it is read only when the file is there.
        match: [{ file: { root: ".", try_files: [path] } }],
        handle: [{ handler: "vars", [variable(slot)]: `{file.${path}}` }],
      };
    }),
  ];
}

/**
 * Where the gateway itself responds with 204 to a right key, and to anything else as on any path: a deployment probes it
 * to find out
 * whether a new key counts yet, and no prediction is made for it. Like the health path it is compared as a whole.
 */
export const keyCheckPath = "/.well-known/azureml-webservice/key";

export const keyCheckResponse = when(`{http.request.orig_uri.path} == ${celText(keyCheckPath)}`, {
  handler: "static_response",
  status_code: 204,
  headers: { "Cache-Control": ["no-store"] },
});

/** Lets a request with a right key through and ends every other one. */
export function demandKey(): Route[] {
  const group = "key";
  return [
    ...slots.map((slot) => ({
      ...when(isRight(slot), { handler: "log_append", key: "slot", value: slot, early: true }),
      group,
    })),
    // While a key is missing, the caller's may be the one that is: the response says to retry, not that the key is wrong.
    {
      ...when(
        slots.map((slot) => `!${isReady(slot)}`).join(" || "),
        failWith(503, "a key file is missing or not whole"),
      ),
      group,
    },
    { ...always(failWith(401, "no right key")), group },
  ];
}
