import { isRestError, type PipelineRequest } from "@azure/core-rest-pipeline";

import { deadlineIn } from "../../../../src/azure/deadline";
import { attemptTimeoutPolicy } from "../../../../src/azure/policies/attempt-timeout";
import { send } from "./send";

const url = "https://management.azure.com/x";

/** A server that says nothing until the request is given up. */
const silent = ({ abortSignal }: PipelineRequest) =>
  new Promise<never>((_, reject) =>
    abortSignal?.addEventListener("abort", () => reject(new Error("aborted")), undefined as never),
  );

test("an attempt ends at the deadline, as a connection that broke", async () => {
  const failure: unknown = await send(attemptTimeoutPolicy(deadlineIn(0.05)), url, silent).catch((error) => error);
  expect(isRestError(failure)).toBe(true);
  expect(failure).toMatchObject({ message: "The operation was aborted due to timeout", statusCode: undefined });
});

test("an attempt in time leaves no signal behind, which would end the wait before the next one", async () => {
  const { request } = await send(attemptTimeoutPolicy(deadlineIn(30)), url, ({ abortSignal }) => {
    expect(abortSignal?.aborted).toBe(false);
    return {};
  });
  expect(request.abortSignal).toBeUndefined();
});

test("any other error stays what it is", async () => {
  const error = new Error("connection reset");
  await expect(send(attemptTimeoutPolicy(deadlineIn(30)), url, () => Promise.reject(error))).rejects.toBe(error);
});
