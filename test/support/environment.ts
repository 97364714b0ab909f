const proxyVariables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

/** Gives each test of a file the proxy variables that it sets, and none of the machine's own. */
export function withoutProxyVariables(): void {
  const before = { ...process.env };
  const clear = () => proxyVariables.forEach((name) => delete process.env[name]);
  beforeEach(clear);
  afterEach(() => {
    clear();
    proxyVariables.forEach((name) => {
      if (before[name] !== undefined) {
        process.env[name] = before[name];
      }
    });
  });
}
