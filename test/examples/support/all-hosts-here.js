// Loaded before a caller: whatever host it connects to is this machine. Requests still bear the name that it called.
const net = require("node:net");

const { connect } = net;
net.connect = (options, ...rest) => connect({ ...options, host: "127.0.0.1", hostname: "127.0.0.1" }, ...rest);
