import type { Properties } from "../properties";

const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** A whole resource id in a path, slashes included (`x-ms-skip-url-encoding`); the other parameters are names. */
const WHOLE_ID = "scope";

/** The inputs that are parts of a path, outermost first. */
export function parametersOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name as string)
    .filter((name) => name !== "subscriptionId");
}

export function subscriptionId(): string {
  return SUBSCRIPTION;
}

/** The resource's id: azure-native makes it from the inputs before it sends anything (`PrepareAzureRESTIdAndQuery`). */
export function expand(template: string, inputs: Properties): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === "subscriptionId" ? SUBSCRIPTION : String(inputs[name]);
    return name === WHOLE_ID ? value.replace(/^\/+|\/+$/g, "") : encodeURIComponent(value);
  });
}

/** The path's parameters as an id has them, for an import (`ParseResourceID`); ids are compared in any case. */
export function parse(template: string, id: string): Properties {
  const names: string[] = [];
  const pattern = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return name === WHOLE_ID ? "(.+)" : "([^/]+)";
  });
  const [, ...values] = new RegExp(`^${pattern}$`, "i").exec(id) ?? [];
  const found = names.map((name, index): [string, string] => [
    name,
    name === WHOLE_ID ? String(values[index]) : decodeURIComponent(String(values[index])),
  ]);
  return Object.fromEntries(values.length > 0 ? found.filter(([name]) => name !== "subscriptionId") : []);
}
