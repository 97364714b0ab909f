import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import {
  ErrorHookRequest,
  ErrorHookResponse,
  ResourceHookRequest,
  ResourceHookResponse,
  type RegisterErrorHookRequest,
  type RegisterResourceHookRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../providers/properties";
import { nameOf, typeOf } from "../urn";

/** What a hook is told. */
export interface HookSubject {
  urn: string;
  id: string;
  newInputs?: Properties;
  oldInputs?: Properties;
  newOutputs?: Properties;
  oldOutputs?: Properties;
}

interface Callback {
  target: string;
  token: string;
}

interface Hook extends Callback {
  onDryRun: boolean;
  ignoreErrors: boolean;
}

/** The hooks that a program registered. They run in the program, which is called back for each. */
export class Hooks {
  private readonly hooks = new Map<string, Hook>();
  private readonly errorHooks = new Map<string, Callback>();
  private readonly clients = new Map<string, CallbacksClient>();

  constructor(
    private readonly preview: boolean,
    private readonly warn: (text: string, urn: string) => void,
  ) {}

  register(request: RegisterResourceHookRequest): void {
    const name = request.getName();
    if (this.hooks.has(name)) {
      throw new Error(`resource hook already registered for name "${name}"`);
    }
    const callback = request.getCallback();
    this.hooks.set(name, {
      target: callback?.getTarget() ?? "",
      token: callback?.getToken() ?? "",
      onDryRun: request.getOnDryRun(),
      ignoreErrors: request.getIgnoreErrors(),
    });
  }

  /** Throws what the engine would report when a hook fails. */
  async run(moment: "before" | "after", names: string[], subject: HookSubject): Promise<void> {
    for (const name of names) {
      const hook = this.hooks.get(name);
      if (hook === undefined) {
        throw new Error(`hook "${name}" was not registered: only the program that has it can run it`);
      }
      if (this.preview && !hook.onDryRun) {
        continue;
      }
      const error = await this.call(hook, subject);
      if (error !== "" && hook.ignoreErrors) {
        this.warn(`hook "${name}" failed: ${error}`, subject.urn);
      } else if (error !== "") {
        throw new Error(`${moment} hook "${name}" failed: ${error}`);
      }
    }
  }

  registerError(request: RegisterErrorHookRequest): void {
    const callback = request.getCallback();
    this.errorHooks.set(request.getName(), {
      target: callback?.getTarget() ?? "",
      token: callback?.getToken() ?? "",
    });
  }

  /** Tells of a failure. A hook may ask for another try, which the engine makes and this driver does not know. */
  async failed(names: string[], operation: "create" | "update", error: unknown, subject: HookSubject): Promise<void> {
    for (const name of this.preview ? [] : names) {
      const hook = this.errorHooks.get(name);
      if (hook === undefined) {
        throw new Error(`error hook "${name}" was not registered: only the program that has it can run it`);
      }
      const request = new ErrorHookRequest();
      request.setUrn(subject.urn);
      request.setId(subject.id);
      request.setName(nameOf(subject.urn));
      request.setType(typeOf(subject.urn));
      request.setNewInputs(struct(subject.newInputs));
      request.setOldInputs(struct(subject.oldInputs));
      request.setFailedOperation(operation);
      request.setErrorsList([error instanceof Error ? error.message : String(error)]);
      const answer = ErrorHookResponse.deserializeBinary(await this.callBack(hook, request.serializeBinary()));
      if (answer.getRetry()) {
        throw new Error("the in-process driver does not know another try; use the pulumi CLI (engine cli)");
      }
    }
  }

  close(): void {
    this.clients.forEach((client) => client.close());
  }

  private async call(hook: Hook, subject: HookSubject): Promise<string> {
    const request = new ResourceHookRequest();
    request.setUrn(subject.urn);
    request.setId(subject.id);
    request.setName(nameOf(subject.urn));
    request.setType(typeOf(subject.urn));
    request.setNewInputs(struct(subject.newInputs));
    request.setOldInputs(struct(subject.oldInputs));
    request.setNewOutputs(struct(subject.newOutputs));
    request.setOldOutputs(struct(subject.oldOutputs));
    return ResourceHookResponse.deserializeBinary(await this.callBack(hook, request.serializeBinary())).getError();
  }

  /** Calls the program back. */
  async callBack({ target, token }: Callback, request: Uint8Array): Promise<Uint8Array> {
    const invocation = new CallbackInvokeRequest();
    invocation.setToken(token);
    invocation.setRequest(request);
    const client = this.client(target);
    const answer = await new Promise<CallbackInvokeResponse>((resolve, reject) => {
      client.invoke(invocation, (error, response) => (error ? reject(error) : resolve(response)));
    });
    return answer.getResponse_asU8();
  }

  private client(target: string): CallbacksClient {
    let client = this.clients.get(target);
    if (client === undefined) {
      client = new CallbacksClient(target, grpc.credentials.createInsecure());
      this.clients.set(target, client);
    }
    return client;
  }
}

function struct(properties: Properties | undefined): Struct | undefined {
  return properties && Struct.fromJavaScript(properties);
}
