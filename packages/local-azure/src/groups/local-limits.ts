import { badRequest } from "../arm/arm-error";
import { findImage } from "../runner/images";
import type { GroupDefinition } from "./model";

/** Refuses what Azure would take but this machine cannot stand in for, rather than pretend that it runs. */
export function requireRunnable(groupName: string, { properties }: GroupDefinition): void {
  for (const { properties: container } of properties.containers) {
    if (findImage(container.image ?? "") === undefined) {
      // Azure's answer for an image that it cannot pull.
      throw badRequest(
        "InaccessibleImage",
        `The image '${container.image}' in container group '${groupName}' is not accessible. Please check the image and ` +
          "registry credential. (Local Azure stands in for images named 'caddy', 'buildpack-deps' or 'curl', and for those below 'azureml/'.)",
      );
    }
  }
  const reasons = [
    ...(properties.osType === "Linux" ? [] : ["osType Windows"]),
    ...(properties.initContainers?.length ? ["initContainers"] : []),
    ...(properties.volumes?.some(({ gitRepo }) => gitRepo) ? ["gitRepo volumes"] : []),
    ...(properties.sku === "Confidential" ? ["confidential containers"] : []),
  ];
  if (reasons.length > 0) {
    throw badRequest(
      "NotOnLocalAzure",
      `The container group '${groupName}' uses ${reasons.join(", ")}: Azure has it, local Azure does not.`,
    );
  }
}
