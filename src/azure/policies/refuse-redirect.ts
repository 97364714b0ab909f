import { type PipelinePolicy, RestError } from "@azure/core-rest-pipeline";

const redirects = [301, 302, 303, 307, 308];

/** Follows no redirect: it would take the token along. To the retries it is a broken connection. */
export function refuseRedirectPolicy(): PipelinePolicy {
  return {
    name: "refuseRedirectPolicy",
    async sendRequest(request, next) {
      const response = await next(request);
      if (redirects.includes(response.status)) {
        throw new RestError("unexpected redirect");
      }
      return response;
    },
  };
}
