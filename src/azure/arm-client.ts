import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpMethods,
  type PipelineResponse,
  RestError,
} from "@azure/core-rest-pipeline";

import { ArmError, failureOf, type Json, parseObject } from "./arm-error";
import { notEnded, type OperationEnd, operationEnd } from "./arm-operation";
import { type Deadline, deadlineIn } from "./deadline";
import { armTokenPolicy } from "./policies/arm-token";
import { attemptTimeoutPolicy } from "./policies/attempt-timeout";
import { environmentProxyPolicy } from "./policies/environment-proxy";
import { redactSecretsPolicy } from "./policies/redact-secrets";
import { refuseRedirectPolicy } from "./policies/refuse-redirect";
import { armRetryPolicy } from "./policies/retry";
import { isNotBegun, isRetryableStart, isTransient } from "./retryable";

export interface ArmClientOptions {
  /** The address of Azure Resource Manager, without a slash at its end. */
  readonly endpoint: string;
  /** A bearer token for it; fetched for each request, so that none grows too old. */
  readonly token: () => Promise<string>;
  /** How long one call may take in all: its retries, and the long-running operation that it begins. */
  readonly timeoutSeconds: number;
  /** What is sent and must come back in no error and no reported line, should a response repeat it. */
  readonly secrets?: readonly string[];
  /** Called for each wait that is not Azure's usual course. */
  readonly report: (line: string) => void;
}

/** One call of the client. */
interface Call {
  /** How each error begins: `PUT /subscriptions/...`. */
  readonly operation: string;
  readonly deadline: Deadline;
}

/**
 * What azure-native has no resource for, requested from Azure Resource Manager itself: with retries, and with
 * long-running operations followed to their end.
 */
export class ArmClient {
  private readonly httpClient = createDefaultHttpClient();

  constructor(private readonly options: ArmClientOptions) {}

  async get(path: string, apiVersion: string): Promise<Json> {
    return parseObject((await this.begin(this.call("GET", path), "GET", path, apiVersion)).bodyAsText);
  }

  /** Asks for secrets, which no GET may answer; those that this client keeps to itself come back as they are. */
  async ask(path: string, apiVersion: string): Promise<Json> {
    const asking = new ArmClient({ ...this.options, secrets: [] });
    return parseObject((await asking.begin(asking.call("POST", path), "POST", path, apiVersion, {})).bodyAsText);
  }

  async put(path: string, apiVersion: string, body: Json): Promise<OperationEnd> {
    return this.run("PUT", path, apiVersion, body, isRetryableStart);
  }

  async patch(path: string, apiVersion: string, body: Json): Promise<OperationEnd> {
    return this.run("PATCH", path, apiVersion, body, isRetryableStart);
  }

  /**
   * Begins what must not be done twice: only what Azure has refused to begin is sent again. After any other failure it
   * may have happened.
   */
  async postOnce(path: string, apiVersion: string, body: Json): Promise<OperationEnd> {
    return this.run("POST", path, apiVersion, body, isNotBegun);
  }

  /** When a call that begins now is over. */
  deadline(): Deadline {
    return deadlineIn(this.options.timeoutSeconds);
  }

  /** Says what is waited for. */
  report(line: string): void {
    this.options.report(line);
  }

  private async run(
    method: HttpMethods,
    path: string,
    apiVersion: string,
    body: Json,
    isRetryable: (error: ArmError) => boolean,
  ): Promise<OperationEnd> {
    const call = this.call(method, path);
    const first = await this.begin(call, method, path, apiVersion, body, isRetryable);
    return operationEnd(first, {
      name: call.operation,
      deadline: call.deadline,
      poll: (url) => this.poll(call, new URL(url, this.options.endpoint).href),
    });
  }

  private call(method: HttpMethods, path: string): Call {
    return { operation: `${method} ${path}`, deadline: this.deadline() };
  }

  private begin(
    call: Call,
    method: HttpMethods,
    path: string,
    apiVersion: string,
    body?: Json,
    isRetryable: (error: ArmError) => boolean = isRetryableStart,
  ) {
    const url = `${this.options.endpoint}${path}?api-version=${apiVersion}`;
    return this.send(call, isRetryable, method, url, body);
  }

  /** What an operation's address responds with is its end: a 409 there is the operation's own, and stays. */
  private async poll(call: Call, url: string): Promise<PipelineResponse> {
    try {
      return await this.send(call, isTransient, "GET", url);
    } catch (error) {
      // The last poll was cut short by the deadline, not by Azure.
      const isLate = error instanceof ArmError && error.status === undefined && Date.now() >= call.deadline.at;
      throw isLate ? notEnded(call.operation, call.deadline) : error;
    }
  }

  private async send(
    { operation, deadline }: Call,
    isRetryable: (error: ArmError) => boolean,
    method: HttpMethods,
    url: string,
    body?: Json,
  ): Promise<PipelineResponse> {
    const { endpoint, token, secrets = [], report } = this.options;
    // In the order in which a request passes them. The pipeline's defaults are left out: they follow redirects, retry
    // without a word and send what Azure Resource Manager does not need.
    const pipeline = createEmptyPipeline();
    pipeline.addPolicy(decompressResponsePolicy());
    pipeline.addPolicy(armRetryPolicy({ operation, deadline, isRetryable, report }));
    pipeline.addPolicy(armTokenPolicy(endpoint, token));
    pipeline.addPolicy(environmentProxyPolicy());
    pipeline.addPolicy(attemptTimeoutPolicy(deadline));
    pipeline.addPolicy(refuseRedirectPolicy());
    pipeline.addPolicy(redactSecretsPolicy(secrets));
    const request = createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders({
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      }),
      body: body && JSON.stringify(body),
      allowInsecureConnection: endpoint.startsWith("http:"),
      // Node's own agent closes idle connections before Azure does.
      disableKeepAlive: true,
    });
    const response = await pipeline.sendRequest(this.httpClient, request).catch((error: unknown) => {
      throw error instanceof RestError ? failureOf(operation, error) : error;
    });
    const failure = failureOf(operation, response);
    if (failure !== undefined) {
      throw failure;
    }
    return response;
  }
}
