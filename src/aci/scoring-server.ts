/**
 * How `azureml-inference-server-http` is started and configured (its versions 1.x). Its own start command
 * listens on all addresses and has no option against it, so its WSGI application is run under gunicorn directly.
 */

/** Where the files lie in the scoring container; the first is the server's own default for its application root. */
export const sourceFolder = "/var/azureml-app";
export const modelFolder = "/var/azureml-models";

/** Variables that the component sets, each with the input that decides its value. */
export const serverVariables: Readonly<Record<string, string>> = {
  AML_APP_ROOT: "sourceDirectory",
  AZUREML_ENTRY_SCRIPT: "entryScript",
  AZUREML_MODEL_DIR: "modelDirectory or modelShare",
  SCORING_TIMEOUT_MS: "scoringTimeoutMs",
  AML_APP_INSIGHTS_ENABLED: "applicationInsights",
  AML_APP_INSIGHTS_KEY: "applicationInsights.instrumentationKey",
};

/** The start command; the worker may take as long as the gateway waits, and a little for the response. */
export function serverCommand(port: number, scoringTimeoutMs: number): string[] {
  const workerTimeoutSeconds = Math.ceil(scoringTimeoutMs / 1000) + 5;
  return [
    "gunicorn",
    "--bind",
    `127.0.0.1:${port}`,
    "--workers",
    "1",
    "--timeout",
    String(Math.max(workerTimeoutSeconds, 300)),
    "--access-logfile",
    "-",
    "azureml_inference_server_http.server.entry:app",
  ];
}

/**
 * A probe from inside the container: Azure asks over the group's network, where nothing listens. The image has Python,
 * but not always curl.
 */
export function serverProbeCommand(port: number, path: string): string[] {
  const ask = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=30).read()";
  return ["python", "-c", ask, `http://127.0.0.1:${port}${path}`];
}
