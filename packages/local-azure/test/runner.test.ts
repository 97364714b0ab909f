import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { isAlive, type ProcessIdentity } from "@azureml-webservice/local-azure/toolchain/process-identity";
import { State } from "@azureml-webservice/local-azure";
import { subscriptionId, until, type Answer } from "@azureml-webservice/local-azure/testing/arm-client";
import { freePort } from "@azureml-webservice/local-azure/ports";
import { base64, groupOf, python } from "@azureml-webservice/local-azure/testing/definitions";
import { useLocalAzure } from "@azureml-webservice/local-azure/testing/use-local-azure";

const local = useLocalAzure();
const sleeper = "import time; time.sleep(600)";
let names = 0;
let name = "";

beforeEach(() => {
  name = `group-${++names}`;
});

// Each test begins with free ports and a quiet machine.
afterEach(() => local.arm.remove(name));

async function instanceView(container = 0): Promise<Answer["body"]> {
  return (await local.arm.get(name)).body.properties.containers[container].properties.instanceView;
}

async function logs(container = "main", query = ""): Promise<string> {
  const address = `${local.arm.url}${local.arm.group(name)}/containers/${container}/logs`;
  return (await local.arm.send("GET", `${address}?api-version=2023-05-01${query}`)).body.content;
}

function processOf(container = "main"): ProcessIdentity | undefined {
  return new State(local.stateDir).readRuntime({ subscriptionId, resourceGroup: "tests", name }, container)?.process;
}

async function failure(definition: unknown): Promise<{ code: string; message: string }> {
  const { status, error } = await local.arm.finished(await local.arm.put(name, definition));
  expect(status).toBe("Failed");
  const { properties } = (await local.arm.get(name)).body;
  expect(properties).toMatchObject({ provisioningState: "Failed", instanceView: { state: "Failed" } });
  return error;
}

it("runs the Azure ML inference server with an entry script from a secret volume", async () => {
  const port = await freePort();
  const script = "def init():\n    print('model loaded')\n\n\ndef run(data):\n    return {'echo': data}\n";
  await local.arm.deploy(
    name,
    groupOf(
      [
        python("scoring", "", {
          command: ["gunicorn", "--bind", `127.0.0.1:${port}`, "azureml_inference_server_http.server.entry:app"],
          ports: [{ port }],
          environmentVariables: [
            { name: "AML_APP_ROOT", value: "/var/azureml-app" },
            { name: "AZUREML_ENTRY_SCRIPT", value: "score.py" },
          ],
          volumeMounts: [{ name: "source", mountPath: "/var/azureml-app" }],
        }),
      ],
      { volumes: [{ name: "source", secret: { "score.py": base64(script) } }] },
    ),
  );
  const answer = await until(() =>
    fetch(`http://127.0.0.1:${port}/score`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([1, 2]),
    }).catch(() => undefined),
  );
  expect(await answer.json()).toEqual({ echo: "[1,2]" });
  expect(await until(async () => /model loaded/.exec(await logs("scoring"))?.[0])).toBe("model loaded");
});

it("gives a container its own environment and paths, and nothing of the server's", async () => {
  process.env["OF_THE_SERVER"] = "leaked";
  const program = "import json, os, sys; print(json.dumps([dict(os.environ), sys.argv[1], os.getcwd()]))";
  await local.arm.deploy(
    name,
    groupOf(
      [
        {
          ...python("main", ""),
          properties: {
            ...python("main", "").properties,
            command: ["python", "-c", program, "/data/file"],
            environmentVariables: [
              { name: "PLAIN", value: "/database" },
              { name: "SECRET", secureValue: "hidden" },
              { name: "INSIDE", value: "/data" },
            ],
            volumeMounts: [{ name: "volume", mountPath: "/data" }],
          },
        },
      ],
      { restartPolicy: "Never", volumes: [{ name: "volume", emptyDir: {} }] },
    ),
  );
  const text = await until(async () => (await logs()) || undefined);
  const [environment, argument, folder] = JSON.parse(text.split("\n")[0] ?? "");
  const root = path.dirname(environment.INSIDE);
  expect(environment).toMatchObject({ PLAIN: "/database", SECRET: "hidden", INSIDE: `${root}/data` });
  expect(environment).not.toHaveProperty("OF_THE_SERVER");
  expect(argument).toBe(`${root}/data/file`);
  expect(folder).toBe(`${root}/var/azureml-app`);
});

it("shares a volume between containers, with a mount inside of another one", async () => {
  const volumeMounts = [
    { name: "inner", mountPath: "/data/inner" },
    { name: "outer", mountPath: "/data" },
  ];
  const writer = `import os; d = os.environ["DATA"]; open(d + "/inner/a", "w").write("shared"); ${sleeper}`;
  const reader = `import os, time
while not os.path.exists(os.environ["DATA"] + "/inner/a"): time.sleep(0.05)
print(open(os.environ["DATA"] + "/inner/a").read(), open(os.environ["DATA"] + "/b").read(), flush=True)
${sleeper}`;
  const environmentVariables = [{ name: "DATA", value: "/data" }];
  await local.arm.deploy(
    name,
    groupOf(
      [
        python("writer", writer, { volumeMounts, environmentVariables }),
        python("main", reader, { volumeMounts, environmentVariables }),
      ],
      {
        volumes: [
          { name: "outer", secret: { b: base64("secret") } },
          { name: "inner", emptyDir: {} },
        ],
      },
    ),
  );
  expect(await until(async () => /shared secret/.exec(await logs())?.[0])).toBe("shared secret");
});

describe("restart policy", () => {
  it.each([
    ["Never", 3, "Failed"],
    ["Never", 0, "Succeeded"],
    ["OnFailure", 0, "Succeeded"],
  ])("%s: exit code %i ends the group as %s, and it cannot be updated any more", async (policy, code, state) => {
    const definition = groupOf([python("main", `raise SystemExit(${code})`)], { restartPolicy: policy });
    await local.arm.deploy(name, definition);
    const view = await until(async () => {
      const { currentState, restartCount } = await instanceView();
      return currentState.state === "Terminated" ? { ...currentState, restartCount } : undefined;
    });
    expect(view).toMatchObject({ exitCode: code, restartCount: 0 });
    expect((await local.arm.get(name)).body.properties.instanceView.state).toBe(state);
    const updated = await local.arm.put(name, definition);
    expect(updated.status).toBe(400);
    expect(updated.body.error.message).toContain(`is in state '${state}'`);
  });

  it.each([
    ["Always", 0],
    ["OnFailure", 1],
  ])("%s: exit code %i brings the container back, again and again", async (policy, code) => {
    const definition = groupOf([python("main", `raise SystemExit(${code})`)], { restartPolicy: policy });
    expect((await local.arm.deploy(name, definition)).properties.provisioningState).toBe("Succeeded");
    const view = await until(async () => {
      const current = await instanceView();
      return current.restartCount >= 2 ? current : undefined;
    });
    expect(view.previousState).toMatchObject({ state: "Terminated", exitCode: code });
    expect(view.events.map((event: { name: string }) => event.name)).toContain("BackOff");
  });

  it("brings back a container that was killed", async () => {
    await local.arm.deploy(name, groupOf([python("main", sleeper)]));
    const killed = processOf();
    process.kill(-(killed?.pid ?? 0), "SIGKILL");
    const next = await until(() => (processOf()?.pid === killed?.pid ? undefined : processOf()));
    expect(isAlive(next)).toBe(true);
    expect(await instanceView()).toMatchObject({ restartCount: 1, previousState: { exitCode: 137 } });
  });
});

describe("probes", () => {
  it("restart a container that fails its liveness probe", async () => {
    const port = await freePort();
    const livenessProbe = { httpGet: { port }, periodSeconds: 1, failureThreshold: 1 };
    await local.arm.deploy(name, groupOf([python("main", sleeper, { livenessProbe })]));
    const { events } = await until(async () => {
      const view = await instanceView();
      return view.restartCount > 0 ? view : undefined;
    });
    expect(events).toContainEqual(
      expect.objectContaining({ name: "Unhealthy", message: expect.stringContaining("Liveness probe failed: HTTP") }),
    );
  });

  it("show whether a container is ready", async () => {
    const readinessProbe = { exec: { command: ["test", "-e", "/data/ready"] }, periodSeconds: 1, failureThreshold: 1 };
    const volumeMounts = [{ name: "volume", mountPath: "/data" }];
    await local.arm.deploy(
      name,
      groupOf([python("main", sleeper, { readinessProbe, volumeMounts })], {
        volumes: [{ name: "volume", emptyDir: {} }],
      }),
    );
    const status = async () => (await instanceView()).currentState;
    expect(await status()).toMatchObject({ state: "Running", detailStatus: "not ready" });
    const key = { subscriptionId, resourceGroup: "tests", name };
    writeFileSync(path.join(new State(local.stateDir).volumeFolder(key, "volume"), "ready"), "");
    const ready = await until(async () => ((await status()).detailStatus === "" ? status() : undefined));
    expect(ready.state).toBe("Running");
    expect((await instanceView()).restartCount).toBe(0);
  });
});

describe("logs", () => {
  it("have a tail, and only of a container that is there", async () => {
    await local.arm.deploy(name, groupOf([python("main", `print("one\\ntwo\\nthree", flush=True); ${sleeper}`)]));
    expect(await until(async () => (await logs()) || undefined)).toBe("one\ntwo\nthree\n");
    expect(await logs("main", "&tail=2")).toBe("two\nthree\n");
    const unknown = await local.arm.send("GET", `${local.arm.group(name)}/containers/other/logs`);
    expect(unknown.status).toBe(404);
  });

  it("have the time of each line where that is asked for", async () => {
    const program = `import time; print("first", flush=True); time.sleep(1.5); print("second", flush=True); ${sleeper}`;
    await local.arm.deploy(name, groupOf([python("main", program)]));
    await until(async () => ((await logs()).includes("second") ? true : undefined));
    const lines = (await logs("main", "&timestamps=true")).split("\n");
    const [first = 0, second = 0] = lines.slice(0, 2).map((line) => Date.parse(line.split(" ")[0] ?? ""));
    expect(lines.map((line) => line.split(" ")[1])).toEqual(["first", "second", undefined]);
    expect(second - first).toBeGreaterThan(500);
    expect((await logs("main", "&timestamps=true&tail=1")).endsWith(" second\n")).toBe(true);
    expect(await logs("main", "&timestamps=false")).toBe("first\nsecond\n");
    const wrong = await local.arm.send(
      "GET",
      `${local.arm.group(name)}/containers/main/logs?timestamps=maybe&api-version=2023-05-01`,
    );
    expect(wrong.body.error.code).toBe("InvalidTimestamps");
  });

  it("keep the last 4 MB", async () => {
    const program = `[print("x" * 99, flush=True) for _ in range(100_000)]; print("end", flush=True); ${sleeper}`;
    await local.arm.deploy(name, groupOf([python("main", program)]));
    const text = await until(async () => {
      const content = await logs();
      return content.endsWith("end\n") ? content : undefined;
    });
    expect(text.length).toBe(4 * 1024 * 1024);
    const file = new State(local.stateDir).logFile({ subscriptionId, resourceGroup: "tests", name }, "main");
    await until(() => (readFileSync(file).length < 8 * 1024 * 1024 ? true : undefined));
    expect(readFileSync(file, "utf8").endsWith("end\n")).toBe(true);
  });
});

describe("what cannot be started", () => {
  it("names a port that is in use, and starts once it is free", async () => {
    const squatter = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
    const definition = groupOf([python("first", sleeper), python("main", sleeper, { ports: [{ port }] })]);
    expect(await failure(definition)).toEqual({
      code: "LocalPortInUse",
      message:
        `Container group '${name}': port ${port} of container 'main' is already in use on this machine; ` +
        "end the program that listens on it or choose another port",
    });
    expect(processOf("first")).toBeUndefined();
    await new Promise((resolve) => squatter.close(resolve));
    expect((await local.arm.deploy(name, definition)).properties.provisioningState).toBe("Succeeded");
  });

  it("names a program that the image does not have", async () => {
    const definition = groupOf([python("main", "", { command: ["no-such-program"] })]);
    expect(await failure(definition)).toMatchObject({
      code: "ExecutableNotFound",
      message: expect.stringContaining("'no-such-program' was not found"),
    });
  });

  it("names a share that does not exist; one that does is shared and outlives the group", async () => {
    const azureFile = { shareName: "models", storageAccountName: "account1", storageAccountKey: "key" };
    const definition = groupOf(
      [
        python("main", "", {
          command: ["python", "-c", `import os; open(os.environ["DATA"] + "/written", "w").write("it"); ${sleeper}`],
          environmentVariables: [{ name: "DATA", value: "/data" }],
          volumeMounts: [{ name: "share", mountPath: "/data" }],
        }),
      ],
      { volumes: [{ name: "share", azureFile }] },
    );
    const folder = new State(local.stateDir).shareFolder("account1", "models");
    const error = await failure(definition);
    expect(error.code).toBe("AzureFileVolumeMountFailed");
    expect(error.message).toContain(`share 'models' of storage account 'account1' does not exist`);
    expect(error.message).toContain(folder);

    mkdirSync(folder, { recursive: true });
    const deployed = await local.arm.deploy(name, definition);
    expect(deployed.properties.volumes[0].azureFile).toEqual({ shareName: "models", storageAccountName: "account1" });
    const written = path.join(folder, "written");
    await until(() => existsSync(written) || undefined);
    await local.arm.remove(name);
    expect(existsSync(written)).toBe(true);
  });
});

it("ends a container with all that it has started", async () => {
  const program = `import subprocess; print(subprocess.Popen(["sleep", "600"]).pid, flush=True); ${sleeper}`;
  await local.arm.deploy(name, groupOf([python("main", program)]));
  const child = Number(await until(async () => (await logs()) || undefined));
  process.kill(child, 0);
  await local.arm.remove(name);
  await until(() => (isGone(child) ? true : undefined));
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
