/** The line of a server's output that says why it ended: the last exception, else the last line of all. */
export function reasonInLog(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  // A stack ends with the exception; the server then wraps it in exceptions of its own, which say nothing more.
  const exceptions = lines.filter((line) => /^[A-Za-z_][\w.]*(Error|Exception|Exit|Interrupt)\b/.test(line));
  const own = exceptions.filter((line) => !line.startsWith("azureml_inference_server_http."));
  const line = own.at(-1) ?? exceptions.at(-1) ?? lines.at(-1);
  return line === undefined ? "It has written nothing." : `The last of its log: ${line.trim()}`;
}
