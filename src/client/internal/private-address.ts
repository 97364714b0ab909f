/** Names that never leave the machine (RFC 6761, 6.3). */
const loopbackName = /^(?:localhost|.+\.localhost)\.?$/;

/** IPv4: RFC 1918, and RFC 3927 for addresses of one link. */
const privateIpv4 = [
  [[10, 0], 8],
  [[172, 16], 12],
  [[192, 168], 16],
  [[169, 254], 16],
] as const;

/** IPv6: unique local addresses (RFC 4193) and those of one link (RFC 4291, 2.5.6). */
const privateIpv6 = [
  [0xfc00, 7],
  [0xfe80, 10],
] as const;

/** Whether the host of a URL is this machine. */
export function isLoopback(host: string): boolean {
  return loopbackName.test(host) || host === "[::1]" || ipv4(host)?.[0] === 127;
}

/**
 * Whether the host of a URL is this machine or an address of a private network. Another name is never private: whoever
 * answers for it in DNS says where it leads, and may say something else next time. Nor is 100.64.0.0/10 (RFC 6598),
 * which a provider's customers share.
 */
export function isPrivateAddress(host: string): boolean {
  if (isLoopback(host)) {
    return true;
  }
  const [first, second] = ipv4(host) ?? [];
  if (first !== undefined && second !== undefined) {
    return privateIpv4.some(([[one, other], bits]) => sharesPrefix((first << 8) | second, (one << 8) | other, bits));
  }
  const group = /^\[([0-9a-f]+):/.exec(host)?.[1];
  return group !== undefined && privateIpv6.some(([prefix, bits]) => sharesPrefix(parseInt(group, 16), prefix, bits));
}

/** The first two parts of an IPv4 address as URLs normalize it, or of one that is mapped into IPv6 (RFC 4291, 2.5.5.2). */
function ipv4(host: string): [number, number] | undefined {
  const plain = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host);
  if (plain) {
    return [Number(plain[1]), Number(plain[2])];
  }
  const mapped = /^\[::ffff:([0-9a-f]+):[0-9a-f]+\]$/.exec(host);
  const group = parseInt(mapped?.[1] ?? "", 16);
  return mapped ? [group >> 8, group & 0xff] : undefined;
}

/** Whether two numbers of 16 bits begin with the same bits. */
function sharesPrefix(one: number, other: number, bits: number): boolean {
  return one >> (16 - bits) === other >> (16 - bits);
}
