import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { InitializationError } from "./provider";

/** The error by which an engine learns that a resource exists all the same: it travels in gRPC's status details. */
export function initializationFailed({ message, existing }: InitializationError): Partial<grpc.StatusObject> {
  const detail = new ErrorResourceInitFailed();
  detail.setId(existing.id);
  detail.setProperties(Struct.fromJavaScript(existing.outputs));
  detail.setInputs(Struct.fromJavaScript(existing.inputs));
  detail.setReasonsList([message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
