import { ContainerInstanceManagementClient, type ContainerGroup } from "@azure/arm-containerinstance";
import { subscriptionId, until } from "@azureml-webservice/local-azure/testing/arm-client";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { caddyGroup } from "@azureml-webservice/local-azure/testing/definitions";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();

// Microsoft's client checks every answer with its own serializers and follows its own rules for long operations.
it("serves Microsoft's own client from create to delete", async () => {
  const client = new ContainerInstanceManagementClient(
    { getToken: async () => ({ token: "any", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    subscriptionId,
    { endpoint: local.server.url, allowInsecureConnection: true },
  );
  // It refuses to send a bearer token over plain HTTP, whatever it is told; all else is as it comes.
  client.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  client.pipeline.addPolicy({
    name: "tokenOverLoopback",
    sendRequest: (request, next) => {
      request.headers.set("authorization", "Bearer any");
      return next(request);
    },
  });
  const port = await freePort();
  const { location, properties } = caddyGroup(port, "from the SDK");
  const definition: ContainerGroup = {
    location,
    osType: "Linux",
    ipAddress: properties.ipAddress as ContainerGroup["ipAddress"],
    volumes: properties.volumes as ContainerGroup["volumes"],
    containers: (properties.containers as { name: string; properties: ContainerGroup["containers"][number] }[]).map(
      (container) => ({ ...container.properties, name: container.name }),
    ),
  };
  const answer = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    return response && (await response.text());
  };

  const created = await client.containerGroups.beginCreateOrUpdateAndWait("tests", "sdk", definition);
  expect(created).toMatchObject({ name: "sdk", provisioningState: "Succeeded", instanceView: { state: "Running" } });
  expect(created.ipAddress?.fqdn).toBe(`label-${port}.westeurope.azurecontainer.io`);
  expect(await until(answer)).toBe("from the SDK secret-key;");

  const listed: string[] = [];
  for await (const group of client.containerGroups.listByResourceGroup("tests")) {
    listed.push(group.name ?? "");
  }
  expect(listed).toEqual(["sdk"]);

  const startOf = async () =>
    (await client.containerGroups.get("tests", "sdk")).containers[0]?.instanceView?.currentState;
  const before = await startOf();
  await client.containerGroups.beginRestartAndWait("tests", "sdk");
  const after = await startOf();
  expect(after?.state).toBe("Running");
  expect(after?.startTime).not.toEqual(before?.startTime);
  expect(await until(answer)).toBe("from the SDK secret-key;");

  const { content } = await client.containers.listLogs("tests", "sdk", "gateway", { tail: 50 });
  expect(content).toContain("serving initial configuration");

  await client.containerGroups.stop("tests", "sdk");
  expect((await client.containerGroups.get("tests", "sdk")).instanceView?.state).toBe("Stopped");
  expect(await answer()).toBeUndefined();
  await client.containerGroups.beginStartAndWait("tests", "sdk");
  expect(await until(answer)).toBe("from the SDK secret-key;");

  await client.containerGroups.beginDeleteAndWait("tests", "sdk");
  await expect(client.containerGroups.get("tests", "sdk")).rejects.toMatchObject({
    statusCode: 404,
    code: "ResourceNotFound",
  });
}, 60_000);
