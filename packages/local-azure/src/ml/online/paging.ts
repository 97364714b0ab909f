import type { ArmRequest, ArmResponse } from "../../arm/http";
import { badRequest } from "../../arm/arm-error";

/**
 * A page of a list. `size` names the parameter that limits it (`count` for endpoints, `$top` for deployments); without
 * it all come at once. `$skip` is what the link to the next page carries.
 */
export function page(request: ArmRequest, size: string, items: Record<string, unknown>[]): ArmResponse {
  const limit = wholeNumber(request, size) ?? Infinity;
  const start = wholeNumber(request, "$skip") ?? 0;
  const end = start + limit;
  return {
    status: 200,
    body: {
      value: items.slice(start, end),
      ...(end < items.length ? { nextLink: linkTo(request, end) } : {}),
    },
  };
}

function wholeNumber({ query }: ArmRequest, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) {
    return undefined;
  }
  if (!/^\d{1,6}$/.test(text) || (name !== "$skip" && Number(text) === 0)) {
    throw badRequest("BadArgument", `The value '${text}' of ${name} is not valid.`, name);
  }
  return Number(text);
}

function linkTo({ origin, path, query }: ArmRequest, skip: number): string {
  const parameters = new URLSearchParams(query);
  parameters.set("$skip", String(skip));
  return `${origin}${path}?${parameters.toString()}`;
}
