import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { CallbackInvokeRequest, type CallbackInvokeResponse } from "@pulumi/pulumi/proto/callback_pb";
import {
  ResourceHookRequest,
  ResourceHookResponse,
  type RegisterResourceHookRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../providers/properties";
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

interface Hook {
  target: string;
  token: string;
  onDryRun: boolean;
  ignoreErrors: boolean;
}

/** The hooks that a program registered. They run in the program, which is called back for each. */
export class Hooks {
  private readonly hooks = new Map<string, Hook>();
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
    const invocation = new CallbackInvokeRequest();
    invocation.setToken(hook.token);
    invocation.setRequest(request.serializeBinary());
    const client = this.client(hook.target);
    const answer = await new Promise<CallbackInvokeResponse>((resolve, reject) => {
      client.invoke(invocation, (error, response) => (error ? reject(error) : resolve(response)));
    });
    return ResourceHookResponse.deserializeBinary(answer.getResponse_asU8()).getError();
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
