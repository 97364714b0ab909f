/** As core-rest-pipeline reads them: the first that is set says the proxy of every request, whatever its scheme. */
const names = ["HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY"];

/** The environment variable that says which proxy to use; nothing where there is none. */
export function proxyVariable(): string | undefined {
  return names.flatMap((name) => [name, name.toLowerCase()]).find((name) => process.env[name]);
}
