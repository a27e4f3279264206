import { lookup as systemLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

// Special-purpose addresses: https://www.iana.org/assignments/iana-ipv4-special-registry and
// iana-ipv6-special-registry.
const FORBIDDEN = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  FORBIDDEN.addSubnet(net, prefix, "ipv4");
}
for (const [net, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const) {
  FORBIDDEN.addSubnet(net, prefix, "ipv6");
}

/**
 * Whether an IP address is private, loopback, link-local, multicast or otherwise not one of cloud storage. IPv4
 * addresses embedded in IPv6 count too, and text that is not an IP address is forbidden.
 */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  if (family === 4) return FORBIDDEN.check(address, "ipv4");
  const embedded = embeddedIpv4(address);
  return FORBIDDEN.check(address, "ipv6") || (embedded !== undefined && FORBIDDEN.check(embedded, "ipv4"));
}

/** The IPv4 address in `::ffff:0:0/96`, `::/96`, NAT64 `64:ff9b::/96` and 6to4 `2002::/16`. */
function embeddedIpv4(address: string): string | undefined {
  const groups = ipv6Groups(address);
  const dottedQuad = (high = 0, low = 0) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  if (groups[0] === 0x2002) return dottedQuad(groups[1], groups[2]);
  const head = groups.slice(0, 6).join(",");
  return ["0,0,0,0,0,65535", "0,0,0,0,0,0", "100,65435,0,0,0,0"].includes(head)
    ? dottedQuad(groups[6], groups[7])
    : undefined;
}

/** The eight 16-bit groups of an IPv6 address. */
function ipv6Groups(address: string): number[] {
  const inner = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1);
  const [left = "", right] = inner.split("::");
  const parse = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [parse(left), parse(right ?? "")];
  return right === undefined
    ? before
    : [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** Error code of a host name that `guardedLookup` refused. */
export const ADDRESS_REFUSED = "ERR_ADDRESS_REFUSED";

/**
 * A resolver that fails with `ADDRESS_REFUSED` when any address of the host is forbidden. The check happens while
 * connecting, so a DNS server cannot return another address after it (DNS rebinding). `resolve` replaces the system's
 * resolver.
 */
export function guardedLookup(resolve: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const addresses = typeof found === "string" ? [{ address: found, family: isIP(found) }] : found;
      const first = addresses[0];
      if (first === undefined || addresses.some(({ address }) => isForbiddenAddress(address))) {
        return callback(Object.assign(new Error("address not allowed"), { code: ADDRESS_REFUSED }), "");
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
