import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ChangeKind } from "./difference";
import type { Properties } from "./properties";
import { InitializationError, type Difference, type Provider, type Subject } from "./provider";
import { initializationFailed } from "./serve-errors";

/** A provider that listens: its port goes into PULUMI_DEBUG_PROVIDERS, by which the CLI attaches to it. */
export interface ServedProvider {
  port: number;
  close(): void;
}

/**
 * Serves a provider over gRPC, as a plugin does. It does not claim to know secrets, so the engine strips them and
 * marks the outputs itself, as it does for azure-native. All providers of a program share the last configuration.
 */
export async function serveProvider(make: (config: Properties) => Provider): Promise<ServedProvider> {
  let provider = make({});
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(ResourceProviderService, {
    attach: unary(async () => new Empty()),
    cancel: unary(async () => new Empty()),
    diffConfig: unary(async () => new proto.DiffResponse()),
    getPluginInfo: unary(async () => {
      const info = new PluginInfo();
      info.setVersion(provider.version);
      return info;
    }),
    checkConfig: unary(async (request: proto.CheckRequest) => {
      const response = new proto.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    }),
    configure: unary(async (request: proto.ConfigureRequest) => {
      provider = make(read(request.getArgs()));
      const response = new proto.ConfigureResponse();
      response.setSupportspreview(true);
      return response;
    }),
    ...resourceHandlers(() => provider),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

function resourceHandlers(provider: () => Provider) {
  return {
    invoke: unary(async (request: proto.InvokeRequest) => {
      const response = new proto.InvokeResponse();
      response.setReturn(write(await provider().invoke(request.getTok(), read(request.getArgs()))));
      return response;
    }),
    check: unary(async (request: proto.CheckRequest) => {
      const checked = await provider().check({
        ...subject(request.getUrn()),
        oldInputs: read(request.getOlds()),
        inputs: read(request.getNews()),
        randomSeed: Buffer.from(request.getRandomseed_asU8()),
      });
      const response = new proto.CheckResponse();
      response.setInputs(write(checked.inputs));
      response.setFailuresList(checked.failures.map(writeFailure));
      return response;
    }),
    diff: unary(async (request: proto.DiffRequest) => {
      const difference = await provider().diff({
        ...subject(request.getUrn()),
        id: request.getId(),
        oldInputs: read(request.getOldInputs()),
        oldOutputs: read(request.getOlds()),
        inputs: read(request.getNews()),
      });
      return writeDifference(difference);
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const inputs = read(request.getProperties());
      const preview = request.getPreview();
      const { id, outputs } = await provider().create({ ...subject(request.getUrn()), inputs, preview });
      const response = new proto.CreateResponse();
      response.setId(id);
      response.setProperties(write(outputs));
      return response;
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const outputs = await provider().update({
        ...subject(request.getUrn()),
        id: request.getId(),
        oldOutputs: read(request.getOlds()),
        inputs: read(request.getNews()),
        preview: request.getPreview(),
      });
      const response = new proto.UpdateResponse();
      response.setProperties(write(outputs));
      return response;
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const existing = await provider().read({
        ...subject(request.getUrn()),
        id: request.getId(),
        oldInputs: request.hasInputs() ? read(request.getInputs()) : undefined,
        oldOutputs: read(request.getProperties()),
      });
      const response = new proto.ReadResponse();
      if (existing !== undefined) {
        response.setId(existing.id);
        response.setInputs(write(existing.inputs));
        response.setProperties(write(existing.outputs));
      }
      return response;
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await provider().delete({ ...subject(request.getUrn()), id: request.getId() });
      return new Empty();
    }),
  };
}

function subject(urn: string): Subject {
  const [, , types, ...name] = urn.split("::");
  return { urn, type: types?.split("$").at(-1) ?? "", name: name.join("::") };
}

function read(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

function write(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

function writeFailure({ property, reason }: { property: string; reason: string }): proto.CheckFailure {
  const failure = new proto.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

const { Kind } = proto.PropertyDiff;
const KINDS: Record<ChangeKind, [inPlace: proto.PropertyDiff.Kind, replacing: proto.PropertyDiff.Kind]> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
};

function writeDifference({ changes, deleteBeforeReplace }: Difference): proto.DiffResponse {
  const response = new proto.DiffResponse();
  const paths = Object.keys(changes);
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  response.setChanges(paths.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList([...new Set(paths.map((path) => path.split(".")[0] ?? path))]);
  response.setReplacesList(paths.filter((path) => changes[path]?.replaces));
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(paths.length > 0);
  for (const [path, { kind, replaces }] of Object.entries(changes)) {
    const detail = new proto.PropertyDiff();
    detail.setKind(KINDS[kind][replaces ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(path, detail);
  }
  return response;
}

function unary<Request, Response>(answer: (request: Request) => Promise<Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, respond: grpc.sendUnaryData<Response>): void => {
    answer(call.request).then(
      (response) => respond(null, response),
      (error: Error) =>
        respond(
          error instanceof InitializationError
            ? initializationFailed(error)
            : { code: grpc.status.UNKNOWN, details: error.message },
        ),
    );
  };
}
