import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  GetRootResourceResponse,
  LogSeverity,
  RequirePulumiVersionResponse,
  SetRootResourceResponse,
  type LogRequest,
  type SetRootResourceRequest,
} from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Severity } from "../types";
import { unary } from "./monitor";
import type { Report } from "./report";

const SEVERITIES: Record<number, Severity> = {
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
};

/** The service that a program logs to. */
export function engineService(report: Report) {
  let root = "";
  return {
    service: EngineService,
    handlers: {
      log: unary(async (request: LogRequest) => {
        const severity = SEVERITIES[request.getSeverity()];
        // The SDK's debug messages repeat requests and answers, secrets included; the CLI drops them too.
        if (severity === undefined) {
          return new Empty();
        }
        const text = request.getMessage().trimEnd();
        if (severity === "error") {
          report.fail(text, request.getUrn());
        } else {
          report.message(severity, text, request.getUrn());
        }
        return new Empty();
      }),
      getRootResource: unary(async () => {
        const response = new GetRootResourceResponse();
        response.setUrn(root);
        return response;
      }),
      setRootResource: unary(async (request: SetRootResourceRequest) => {
        root = request.getUrn();
        return new SetRootResourceResponse();
      }),
      // Any version a program asks for: this driver stands for the CLI that the SDK in use belongs to.
      requirePulumiVersion: unary(async () => new RequirePulumiVersionResponse()),
      startDebugging: unary(async () => new Empty()),
    },
  };
}
