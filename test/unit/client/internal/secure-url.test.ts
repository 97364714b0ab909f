import { secureUrl } from "../../../../src/client/internal/secure-url";

const https = "must begin with https:// (http:// only on this machine), because a credential is sent there";

describe("where a credential may be sent", () => {
  test.each([
    "https://management.azure.com/x",
    "HTTPS://MANAGEMENT.AZURE.COM/",
    "http://127.0.0.1:8080/",
    "http://127.1.2.3/",
    "http://localhost/",
    "http://score.localhost:80/",
    "http://[::1]:443/",
  ])("%s", (url) => {
    expect(secureUrl("url", url).href).toMatch(/^https?:/);
  });

  test.each<[unknown, string]>([
    ["http://management.azure.com/x", `http://management.azure.com is not allowed: ${https}`],
    ["http://127.0.0.1.example/", `http://127.0.0.1.example is not allowed: ${https}`],
    ["http://localhost.example/", `http://localhost.example is not allowed: ${https}`],
    ["http://notlocalhost/", `http://notlocalhost is not allowed: ${https}`],
    ["ws://127.0.0.1/", `ws://127.0.0.1 is not allowed: ${https}`],
    ["file:///etc/passwd", `file:// is not allowed: ${https}`],
    ["https://me:word@management.azure.com/", "holds a user name or password: leave them out"],
    ["/token", "is not an address: must be an absolute URL"],
    ["", "is not an address: must be an absolute URL"],
    [undefined, "is not an address: must be an absolute URL"],
  ])("not %s", (url, said) => {
    expect(() => secureUrl("url", url)).toThrow(new Error(`url: ${said}`));
  });
});
