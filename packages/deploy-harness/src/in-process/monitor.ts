import * as grpc from "@grpc/grpc-js";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceResponse,
  SupportsFeatureResponse,
  type RegisterErrorHookRequest,
  type RegisterResourceHookRequest,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withHashes } from "../providers/assets";
import { normalize, unwrap, type Properties } from "../providers/properties";
import type { Hooks } from "./hooks";
import { Stopped, type Operation } from "./operation";
import type { Providers } from "./providers";
import { readRegistration } from "./registration";
import type { ResourceState } from "./state";
import { Transforms } from "./transforms";

/** What the SDK may rely on. */
const FEATURES = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "resourceHooks",
  "errorHooks",
  "transforms",
]);

export interface MonitorParts {
  /** Where the program runs: relative paths of assets begin there. */
  folder: string;
  operation: Operation;
  providers: Providers;
  hooks: Hooks;
  /** The program has ended well. The answer lets it go, so everything that may call it back comes before. */
  onProgramEnd(): Promise<void>;
}

/** The service that a program registers its resources with. */
export function resourceMonitor({ folder, operation, providers, hooks, onProgramEnd }: MonitorParts) {
  const transforms = new Transforms(hooks);
  return {
    service: ResourceMonitorService,
    handlers: {
      supportsFeature: unary(async (request: SupportsFeatureRequest) => {
        const response = new SupportsFeatureResponse();
        response.setHassupport(FEATURES.has(request.getId()));
        return response;
      }),
      registerResource: unary(async (request: RegisterResourceRequest) => {
        for (const [option, used] of unsupported(request)) {
          if (used) {
            throw new Error(`the in-process driver does not know ${option}; use the pulumi CLI (engine cli)`);
          }
        }
        await transforms.apply(request);
        const registration = readRegistration(request);
        const inputs = withHashes(registration.inputs, folder);
        const resource = await operation.register({ ...registration, inputs });
        transforms.remember(resource.urn, request);
        return registered(resource);
      }),
      registerResourceOutputs: unary(async (request: RegisterResourceOutputsRequest) => {
        const outputs = (request.getOutputs()?.toJavaScript() ?? {}) as Properties;
        await operation.registerOutputs(request.getUrn(), normalize(outputs) as Properties);
        return new Empty();
      }),
      registerResourceHook: unary(async (request: RegisterResourceHookRequest) => {
        hooks.register(request);
        return new Empty();
      }),
      invoke: unary(async (request: ResourceInvokeRequest) => {
        const provider = providers.of(request.getTok(), request.getProvider());
        const args = unwrap(normalize((request.getArgs()?.toJavaScript() ?? {}) as Properties)) as Properties;
        const response = new InvokeResponse();
        response.setReturn(Struct.fromJavaScript(await provider.invoke(request.getTok(), args)));
        return response;
      }),
      signalAndWaitForShutdown: unary(async () => {
        await onProgramEnd();
        return new Empty();
      }),
      getDeploymentInfo: unimplemented,
      call: unimplemented,
      readResource: unimplemented,
      registerStackTransform: unimplemented,
      registerStackInvokeTransform: unimplemented,
      registerErrorHook: unary(async (request: RegisterErrorHookRequest) => {
        hooks.registerError(request);
        return new Empty();
      }),
      registerPackage: unimplemented,
    },
  };
}

function unsupported(request: RegisterResourceRequest): [string, boolean][] {
  return [["remote components", request.getRemote()]];
}

function registered(resource: ResourceState): RegisterResourceResponse {
  const response = new RegisterResourceResponse();
  response.setUrn(resource.urn);
  response.setId(resource.id);
  response.setObject(Struct.fromJavaScript(resource.custom ? resource.outputs : resource.inputs));
  return response;
}

/** Turns a promise into an answer. UNAVAILABLE tells the SDK that the engine is shutting down, which it takes quietly. */
export function unary<Request, Response>(answer: (request: Request) => Promise<Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, respond: grpc.sendUnaryData<Response>): void => {
    answer(call.request).then(
      (response) => respond(null, response),
      (error: Error) =>
        respond({
          code: error instanceof Stopped ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN,
          details: error.message,
        }),
    );
  };
}

function unimplemented(_call: unknown, respond: grpc.sendUnaryData<never>): void {
  respond({ code: grpc.status.UNIMPLEMENTED, details: "the in-process driver does not know this; use the pulumi CLI" });
}
