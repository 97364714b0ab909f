import { badRequest } from "./arm-error";

/** `West Europe` and `westeurope` are the same region; ARM answers the second form. */
export function normaliseLocation(location: unknown): string {
  if (typeof location !== "string" || location.trim() === "") {
    throw badRequest("LocationRequired", "The location property is required for this definition.", "location");
  }
  const normal = location.toLowerCase().replace(/\s/g, "");
  if (!/^[a-z0-9]+$/.test(normal)) {
    throw badRequest("LocationNotAvailable", `The provided location '${location}' is not available.`, "location");
  }
  return normal;
}

/** Limits: Microsoft, "Use tags to organize your Azure resources": 50 tags, names of 512 and values of 256 characters. */
export function tagsOf(tags: unknown): Record<string, string> | undefined {
  if (tags === undefined || tags === null) {
    return undefined;
  }
  const entries = Object.entries(tags as Record<string, unknown>);
  if (entries.length > 50) {
    throw badRequest("TooManyTags", `There are ${entries.length} tags. A resource can have at most 50.`, "tags");
  }
  for (const [name, value] of entries) {
    if (name.length > 512 || /[<>%&\\?/]/.test(name)) {
      throw badRequest("InvalidTagName", `The tag name '${name}' is too long or has one of <>%&\\?/ in it.`, "tags");
    }
    if (typeof value !== "string" || value.length > 256) {
      throw badRequest("InvalidTagValue", `The value of the tag '${name}' is not a text of 256 characters.`, "tags");
    }
  }
  return tags as Record<string, string>;
}
