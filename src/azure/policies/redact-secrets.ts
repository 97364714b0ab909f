import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** Takes secrets out of a response that repeats them, before anything reads it. */
export function redactSecretsPolicy(secrets: readonly string[]): PipelinePolicy {
  return {
    name: "redactSecretsPolicy",
    async sendRequest(request, next) {
      const response = await next(request);
      response.bodyAsText = secrets.reduce(
        (text, secret) => text.replaceAll(secret, "[secret]"),
        response.bodyAsText ?? "",
      );
      return response;
    },
  };
}
