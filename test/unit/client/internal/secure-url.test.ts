import { azureUrl, serviceUrl } from "../../../../src/client/internal/secure-url";

const onThisMachine = "must begin with https:// (http:// only on this machine), because a credential is sent there";
const forCredentials =
  "must begin with https://, because a credential is sent there that everybody on the way could read; http:// is for localhost and addresses of a private network such as 10.0.0.4, or with allowHttp: true (--allow-http)";
const withCredential = { sendsCredential: true, allowHttp: false };

const thisMachine = [
  "http://127.0.0.1:8080/",
  "http://127.1.2.3/",
  "http://127.255.255.255/",
  "http://2130706433/",
  "http://0x7f.1/",
  "http://localhost/",
  "http://LOCALHOST./",
  "http://score.localhost:80/",
  "http://[::1]:443/",
  "http://[::ffff:127.0.0.1]/",
];

const privateNetwork = [
  "http://10.0.0.0/",
  "http://10.255.255.255:8080/score",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.0.1/",
  "http://169.254.1.1/",
  "http://0xa.4/",
  "http://[fc00::1]/",
  "http://[fdff:ffff::1]:8080/score",
  "http://[fe80::1]/",
  "http://[febf::1]/",
  "http://[::ffff:10.0.0.4]/",
];

const publicNetwork = [
  "http://20.1.2.3/score",
  "http://9.255.255.255/",
  "http://11.0.0.0/",
  "http://172.15.255.255/",
  "http://172.32.0.0/",
  "http://192.167.255.255/",
  "http://192.169.0.0/",
  "http://169.253.255.255/",
  "http://169.255.0.0/",
  "http://100.64.0.1/",
  "http://126.255.255.255/",
  "http://128.0.0.1/",
  "http://0.0.0.0/",
  "http://[::]/",
  "http://[::2]/",
  "http://[fbff::1]/",
  "http://[fe00::1]/",
  "http://[fec0::1]/",
  "http://[2001:db8::fc00]/",
  "http://[::ffff:20.1.2.3]/",
  "http://[::ffff:7f00:1:1]/",
  "http://[64:ff9b::10.0.0.4]/",
  // Names, whatever they resolve to.
  "http://score.westeurope.azurecontainer.io/score",
  "http://score.internal/",
  "http://10.0.0.4.nip.example/",
  "http://127.0.0.1.example/",
  "http://localhost.example/",
  "http://notlocalhost/",
  "http://fc00.example/",
];

describe("a service that gets a credential", () => {
  test.each([...thisMachine, ...privateNetwork, "https://score.example.com/", "HTTPS://20.1.2.3/"])(
    "may be at %s",
    (url) => {
      expect(serviceUrl("scoringUri", url, withCredential).href).toMatch(/^https?:/);
    },
  );

  test.each(publicNetwork)("may not be at %s, unless the caller allows it", (url) => {
    const { host } = new URL(url);
    expect(() => serviceUrl("scoringUri", url, withCredential)).toThrow(
      new Error(`scoringUri: http://${host} is not allowed: ${forCredentials}`),
    );
    expect(serviceUrl("scoringUri", url, { sendsCredential: true, allowHttp: true }).host).toBe(host);
  });
});

test.each([...thisMachine, ...privateNetwork, ...publicNetwork, "https://score.example.com/"])(
  "a service without a credential may be at %s",
  (url) => {
    expect(serviceUrl("scoringUri", url, { sendsCredential: false, allowHttp: false }).href).toMatch(/^https?:/);
  },
);

describe("Azure's own services, which get tokens", () => {
  test.each([...thisMachine, "https://management.azure.com/x", "HTTPS://MANAGEMENT.AZURE.COM/"])(
    "may be at %s",
    (url) => {
      expect(azureUrl("url", url).href).toMatch(/^https?:/);
    },
  );

  test.each([...privateNetwork, ...publicNetwork, "http://management.azure.com/x"])("may not be at %s", (url) => {
    expect(() => azureUrl("url", url)).toThrow(
      new Error(`url: http://${new URL(url).host} is not allowed: ${onThisMachine}`),
    );
  });
});

describe.each([
  ["Azure", (url: unknown) => azureUrl("url", url), onThisMachine],
  [
    "a service, whatever is allowed",
    (url: unknown) => serviceUrl("url", url, { sendsCredential: false, allowHttp: true }),
    "must begin with https:// or http://",
  ],
])("the address of %s", (_, check, scheme) => {
  test.each<[unknown, string]>([
    ["ws://127.0.0.1/", `ws://127.0.0.1 is not allowed: ${scheme}`],
    ["file:///etc/passwd", `file:// is not allowed: ${scheme}`],
    ["https://me:word@management.azure.com/", "holds a user name or password: leave them out"],
    ["http://me@127.0.0.1/", "holds a user name or password: leave them out"],
    ["/token", "is not an address: must be an absolute URL"],
    ["", "is not an address: must be an absolute URL"],
    [undefined, "is not an address: must be an absolute URL"],
  ])("is not %s", (url, said) => {
    expect(() => check(url)).toThrow(new Error(`url: ${said}`));
  });
});
