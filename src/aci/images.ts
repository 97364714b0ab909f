import * as pulumi from "@pulumi/pulumi";

import { resourceHooks } from "../pulumi/hooks";
import type { AciWebserviceArgs } from "./args";
import { aciDefaults } from "./defaults";

/** Images of the containers beside the model: a given one, else the default one, from the mirror where there is one. */
export function gatewayImage({ gatewayImage: given, imageMirror }: AciWebserviceArgs): pulumi.Input<string> {
  return given ?? mirrored(aciDefaults.gatewayImage, imageMirror);
}

export function keySyncImage({ keys, imageMirror }: AciWebserviceArgs): pulumi.Input<string> {
  return keys?.sync?.image ?? mirrored(aciDefaults.keys.sync.image, imageMirror);
}

/** The mirror takes the place of the registry, so that path, tag and digest are those of the original. */
function mirrored(image: string, mirror: pulumi.Input<string> | undefined): pulumi.Input<string> {
  const path = image.slice(image.indexOf("/") + 1);
  return mirror === undefined ? image : pulumi.interpolate`${mirror}/${path}`;
}

/**
 * What Container Instances answers while Docker Hub refuses it (Azure/azure-cli#29300), and what Docker Hub says itself
 * (Azure/azure-sdk-for-js#34390).
 */
const registryTrouble = /RegistryErrorResponse|toomanyrequests|pull rate limit|docker registry '[^']*docker\.io'/i;

/** Says what to do where a registry, most likely Docker Hub, does not hand out an image. */
export function explainRegistryTrouble(
  name: string,
  component: pulumi.Resource,
): pulumi.ResourceHookBinding | undefined {
  return resourceHooks(`${name}-images`, {
    inPreviews: false,
    onError: async ({ errors }) => {
      if (errors.some((error) => registryTrouble.test(error))) {
        await pulumi.log.error(registryTroubleMessage(), component);
      }
    },
  });
}

function registryTroubleMessage(): string {
  const imports = [aciDefaults.gatewayImage, aciDefaults.keys.sync.image].map(
    (image) => `az acr import --name <registry> --source ${image} --image ${image.slice(image.indexOf("/") + 1)}`,
  );
  return (
    "an image could not be pulled, most likely from Docker Hub, which limits anonymous pulls and counts those of all " +
    "Azure customers together: deploy again later, or import the images into your own registry " +
    `(${imports.join("; ")}) and set imageMirror: "<registry>.azurecr.io" with imageRegistryCredentials for it`
  );
}
