// Names below localhost are this machine (RFC 6761, 6.3), also where the system's resolver does not know it. Loaded
// before the programs that call a service: node --require.
const dns = require("node:dns");

const { lookup } = dns;
dns.lookup = (hostname, options, ...rest) =>
  lookup(/\.localhost\.?$/.test(hostname) ? "localhost" : hostname, options, ...rest);
