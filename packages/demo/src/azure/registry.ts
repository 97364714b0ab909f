import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import type { Arm } from "../arm";
import { DemoFailure } from "../scenario";

const run = promisify(execFile);
const registryVersion = "2023-07-01";
const buildVersion = "2019-06-01-preview";
const repository = "diabetes:1";

export interface Registry {
  /** Its id in Azure Resource Manager. */
  readonly id: string;
  readonly location: string;
}

/**
 * Builds the image of a folder with a Dockerfile in a registry of its own, as `az acr build` does. Everybody may pull
 * from it, because it holds public packages alone and goes with the demo: so no example needs an identity for it.
 */
export async function builtImage(
  arm: Arm,
  { id, location }: Registry,
  folder: string,
  pauseMs = 5000,
): Promise<string> {
  const { properties } = await arm.put(id, registryVersion, {
    location,
    // Anonymous pulls need this tier or a higher one.
    sku: { name: "Standard" },
    properties: { adminUserEnabled: false, anonymousPullEnabled: true },
  });
  const upload = await arm.request("POST", `${id}/listBuildSourceUploadUrl`, buildVersion, {});
  const { uploadUrl, relativePath } = upload.body as { uploadUrl: string; relativePath: string };
  const { stdout } = await run("tar", ["-czf", "-", "-C", folder, "."], { encoding: "buffer" });
  const put = await fetch(uploadUrl, { method: "PUT", headers: { "x-ms-blob-type": "BlockBlob" }, body: stdout });
  if (!put.ok) {
    throw new DemoFailure(`the registry does not take the source of the image: ${put.status}`);
  }
  const scheduled = await arm.request("POST", `${id}/scheduleRun`, buildVersion, {
    type: "DockerBuildRequest",
    imageNames: [repository],
    isPushEnabled: true,
    sourceLocation: relativePath,
    dockerFilePath: "Dockerfile",
    platform: { os: "Linux", architecture: "amd64" },
    timeout: 1800,
  });
  const { runId } = scheduled.body.properties as { runId: string };
  for (;;) {
    const { body } = await arm.request("GET", `${id}/runs/${runId}`, buildVersion);
    const { status, runErrorMessage = "" } = body.properties as { status: string; runErrorMessage?: string };
    if (status === "Succeeded") {
      return `${(properties as { loginServer: string }).loginServer}/${repository}`;
    }
    if (["Failed", "Canceled", "Error", "Timeout"].includes(status)) {
      throw new DemoFailure(`the build of the image ended as ${status} ${runErrorMessage}; give one with --image`);
    }
    await sleep(pauseMs);
  }
}
