import {
  DnsNameLabelScope,
  LogAnalyticsLogType,
  ManagedIdentityType,
  type AciWebserviceArgs,
} from "pulumi-azureml-webservice";
import { configurations, identityId, minimal } from "../components/configurations";
import { captureLog } from "../support/quiet";
import { requestBody } from "./support/bodies";
import { microsoftsProblems } from "./support/microsoft";
import { OpenApi } from "./support/openapi";
import { describeSpecs } from "./support/specs-folder";
import { TemplateSchema } from "./support/template-schema";

beforeEach(() => void captureLog());
afterEach(() => jest.restoreAllMocks());

const workspace = { workspaceId: "12345678-1234-1234-1234-123456789abc", workspaceKey: "bG9nLWFuYWx5dGljcw==" };
const probe = {
  path: "/health",
  initialDelaySeconds: 1,
  periodSeconds: 2,
  timeoutSeconds: 3,
  successThreshold: 1,
  failureThreshold: 4,
};

/** Every member of every enumeration, and each nested input that the shared configurations leave out. */
const members: Record<string, AciWebserviceArgs> = {
  ...Object.fromEntries(
    Object.values(DnsNameLabelScope).map((scope) => [
      `address of scope ${scope}`,
      { ...minimal, dnsNameLabel: "diabetes", dnsNameLabelScope: scope },
    ]),
  ),
  ...Object.fromEntries(
    Object.values(LogAnalyticsLogType).map((logType) => [
      `logs as ${logType}`,
      { ...minimal, logAnalytics: { ...workspace, logType } },
    ]),
  ),
  ...Object.fromEntries(
    Object.values(ManagedIdentityType).map((type) => [
      `identity ${type}`,
      {
        ...minimal,
        identity: { type, userAssignedIdentityIds: type.includes("UserAssigned") ? [identityId] : undefined },
      },
    ]),
  ),
  "an identity for the customer's key": {
    ...minimal,
    customerManagedKey: {
      vaultBaseUrl: "https://contoso.vault.azure.net",
      keyName: "aci",
      keyVersion: "1",
      identity: identityId,
    },
  },
  "whole probes and fractions of CPU": {
    ...minimal,
    cpuCores: 1.5,
    memoryGb: 2.5,
    livenessProbe: probe,
    readinessProbe: probe,
  },
};
const all = Object.entries({ ...configurations, ...members });

describe("what the container group of a configuration asks of Azure", () => {
  test.each(all)("comes through Microsoft's own serializers as it is: %s", async (_, args) => {
    expect(await microsoftsProblems(await requestBody(args))).toEqual([]);
  });

  describeSpecs("by Microsoft's OpenAPI specification", () => {
    let openApi: OpenApi;
    beforeAll(() => {
      openApi = new OpenApi();
    });
    test.each(all)("has known properties of the right types, none of them read-only: %s", async (_, args) => {
      expect(openApi.groupProblems(await requestBody(args))).toEqual([]);
    });
  });

  describeSpecs("by Microsoft's schema of deployment templates", () => {
    let schema: TemplateSchema;
    beforeAll(() => {
      schema = new TemplateSchema();
    });
    test.each(all)("has known properties of the right types: %s", async (_, args) => {
      expect(schema.groupProblems(await requestBody(args))).toEqual([]);
    });
  });
});
