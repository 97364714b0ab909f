import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";
import type { Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import {
  endpointBody,
  kubernetesBody,
  managedBody,
  OnlineClient,
} from "@azureml-webservice/local-azure/testing/online";
import { MachineLearningSpec } from "./support/machine-learning";
import { describeSpecs } from "./support/specs-folder";

const local = useLocalAzure();

interface Exchange {
  method: string;
  path: string;
  answer: Answer;
}

describeSpecs("local Azure answers for online endpoints by Microsoft's OpenAPI specification", () => {
  let spec: MachineLearningSpec;
  let online: OnlineClient;
  beforeAll(async () => {
    spec = new MachineLearningSpec();
    online = new OnlineClient(local.arm);
    await online.prepare();
    await online.done("PUT", `${online.workspace}/codes/score/versions/1`, {
      properties: { codeUri: "https://elsewhere.blob.core.windows.net/code/score" },
    });
  });

  const problems = ({ method, path, answer: { status, headers, body } }: Exchange) =>
    spec.answerProblems(method, path, status, headers, body);

  /**
   * Sends, checks the answer, and waits for the end of what it has begun. `recorded`: in what Azure was seen to differ
   * from its own specification.
   */
  async function exchange(method: string, path: string, body?: unknown, recorded: string[] = []): Promise<Answer> {
    const answer = await online.send(method, path, body);
    expect([method, path, answer.status, problems({ method, path, answer })]).toEqual([
      method,
      path,
      answer.status,
      recorded,
    ]);
    if (answer.headers.has("azure-asyncoperation")) {
      await local.arm.finished(answer);
    } else if (answer.headers.has("location")) {
      await local.arm.ended(answer);
    }
    return answer;
  }

  const everything = {
    appInsightsEnabled: true,
    dataCollector: {
      collections: { inputs: { dataCollectionMode: "Enabled", samplingRate: 0.5 } },
      requestLogging: { captureHeaders: ["x-a"] },
      rollingRate: "Day",
    },
    environmentVariables: { A: "1" },
    livenessProbe: {
      initialDelay: "PT10S",
      period: "PT10S",
      timeout: "PT2S",
      successThreshold: 1,
      failureThreshold: 3,
    },
    requestSettings: { maxConcurrentRequestsPerInstance: 2, maxQueueWait: "PT1S", requestTimeout: "PT60S" },
    properties: { own: "1" },
    description: "all of it",
  };

  it.each([
    ["managed compute", "managed", "Key"],
    ["a cluster", "cluster", "AMLToken"],
  ])("on %s", async (_, name, authMode) => {
    const managed = name === "managed";
    const endpoint = online.endpoint(name);
    const compute = managed ? {} : { compute: online.compute };
    await exchange("PUT", endpoint, endpointBody({ authMode, description: "one", ...compute }, { tags: { a: "1" } }));
    await exchange("PUT", endpoint, endpointBody({ authMode, ...compute }));
    await exchange("PATCH", endpoint, { tags: { b: "2" } });
    await exchange("GET", endpoint);
    await exchange("GET", `${online.workspace}/onlineEndpoints`);
    await exchange("POST", `${endpoint}/listKeys`);
    await exchange("POST", `${endpoint}/token`);
    const recorded = ["the header Retry-After is missing", "status 202 has a body and should have none"];
    await exchange("POST", `${endpoint}/regenerateKeys`, { keyType: "Primary" }, authMode === "Key" ? recorded : []);

    const deployment = online.deployment(name, "blue");
    const scaleSettings = { scaleType: "TargetUtilization", minInstances: 1, maxInstances: 3, pollingInterval: "PT1S" };
    const resources = { containerResourceRequests: { cpu: "1", memory: "1Gi" } };
    await exchange(
      "PUT",
      deployment,
      managed
        ? managedBody(online, everything)
        : kubernetesBody(online, { ...everything, scaleSettings, containerResourceRequirements: resources }),
    );
    await exchange("GET", deployment);
    await exchange("GET", `${endpoint}/deployments`);
    await exchange("GET", `${deployment}/skus`);
    await exchange("POST", `${deployment}/getLogs`, { tail: 10 });
    await exchange("PATCH", deployment, { tags: { c: "3" } });
    await exchange("PATCH", deployment, { sku: { capacity: 2 } });
    await exchange("DELETE", deployment);
    expect((await exchange("DELETE", deployment)).status).toBe(204);
    await exchange("DELETE", endpoint);
    expect((await exchange("GET", endpoint)).status).toBe(404);
  });
});
