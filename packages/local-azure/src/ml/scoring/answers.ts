import type { OutgoingHttpHeaders } from "node:http";
import type { ComputeType } from "./served";

export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

const guide = "https://aka.ms/onlineendpoints-http-status-codes";

/** The router's own answers. Codes: Microsoft, "Troubleshoot online endpoints", HTTP status codes. */
export const answers = {
  // `key_auth_bad_header_forbidden` and `key_auth_access_denied` are seen in reports as the whole body; the words for
  // tokens are ours, built in the same way.
  denied: (code: string): Answer => text(401, code, { "www-authenticate": "Bearer" }),
  noEndpoint: (): Answer => text(404, "There is no endpoint at this address."),
  noDeployment: (): Answer =>
    text(
      404,
      `No valid deployments to route to. Please check that the endpoint has at least one deployment with positive weight values or use a deployment specific header to route. ${guide}`,
    ),
  tooLarge: (bytes: number): Answer => text(413, `The request is larger than the maximum of ${bytes} bytes.`),
  // Managed endpoints turn away what is beyond twice their places, clusters what finds no replica in time.
  tooMany: (type: ComputeType): Answer =>
    type === "Managed" ? text(429, "Too many pending requests", { "retry-after": "1" }) : noReplica(),
  waitedTooLong: (type: ComputeType): Answer => (type === "Managed" ? answers.timeout(type) : noReplica()),
  timeout: (type: ComputeType): Answer =>
    type === "Managed" ? text(408, "Request timeout") : text(504, "Gateway timeout"),
  // For a deployment that has no instance at all no code is documented for managed endpoints; 503 is a proxy's usual one.
  noInstance: (): Answer => noReplica(),
  crashed: (type: ComputeType): Answer =>
    modelError(type, 502, {}, Buffer.from("The model's server has closed the connection.")),
};

/** A model's own answer, as its endpoint passes it on. */
export function modelAnswer(type: ComputeType, status: number, headers: OutgoingHttpHeaders, body: Buffer): Answer {
  const failed = type === "Managed" ? status >= 300 : status >= 500;
  return failed ? modelError(type, status, headers, body) : { status, headers, body };
}

function modelError(type: ComputeType, status: number, headers: OutgoingHttpHeaders, body: Buffer): Answer {
  if (type === "Kubernetes") {
    return { status: 502, headers, body };
  }
  return {
    status: 424,
    headers: {
      ...headers,
      "ms-azureml-model-error-statuscode": String(status),
      "ms-azureml-model-error-reason": "model_error",
    },
    body,
  };
}

function noReplica(): Answer {
  return text(503, "No replica can take the request.", { "retry-after": "1" });
}

function text(status: number, body: string, headers: OutgoingHttpHeaders = {}): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body: Buffer.from(body) };
}
