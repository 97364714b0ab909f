import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { createDeployment } from "@azureml-webservice/deploy-harness";
import { describeEngines } from "@azureml-webservice/deploy-harness/testing/engines";

jest.setTimeout(60_000);

describeEngines("services on an engine that is too old", (engine) => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "old-engine-"));
  afterAll(() => fs.rmSync(stateDir, { recursive: true, force: true }));

  test("a preview says so once, before any resource is planned", async () => {
    const deployment = await createDeployment({
      program: path.join(__dirname, "fixtures", "old-engine"),
      stack: "test",
      stateDir,
      // Nobody listens: nothing gets that far.
      armEndpoint: "http://127.0.0.1:9",
      engine,
      config: {},
    });
    const { ok, messages, steps } = await deployment.preview();
    const text = messages.filter(({ severity }) => severity === "error").map((message) => message.text);
    expect(ok).toBe(false);
    expect(text).toEqual([
      "key rotation needs the Pulumi CLI 3.211.0 or later: update it (https://www.pulumi.com/docs/install/); " +
        'Pulumi CLI version 3.150.0 does not satisfy the version range ">=3.211.0"',
    ]);
    const resources = steps.filter(({ type }) => !/^(azureml-webservice:|pulumi:pulumi:Stack)/.test(type));
    expect(resources.map(({ name }) => name)).toEqual([]);
  });
});
