import {
  createHttpHeaders,
  createPipelineRequest,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";

/** Sends a request through one policy to a server that responds as told. */
export async function send(
  policy: PipelinePolicy,
  url: string,
  respond: (request: PipelineRequest) => Partial<PipelineResponse> | Promise<Partial<PipelineResponse>> = () => ({}),
): Promise<{ response: PipelineResponse; request: PipelineRequest }> {
  const request = createPipelineRequest({ url });
  const next = async (sent: PipelineRequest): Promise<PipelineResponse> => ({
    request: sent,
    status: 200,
    headers: createHttpHeaders(),
    ...(await respond(sent)),
  });
  return { response: await policy.sendRequest(request, next), request };
}
