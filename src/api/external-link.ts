import { lookup as systemLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import type { ExternalLink } from "./client.ts";
import { ApiError } from "./errors.ts";
import { hasSuffix, isDnsName, isLoopback } from "./host.ts";
import { retryAfter } from "./retry-after.ts";
import { failure, type Outgoing, type Reply, type Send } from "./send.ts";

export interface LinkRules {
  /** Further domain suffixes of cloud storage. */
  readonly storageHosts?: readonly string[] | undefined;
  readonly insecureLoopback?: boolean | undefined;
}

const STORAGE_SUFFIXES = [
  ".blob.core.windows.net",
  ".dfs.core.windows.net",
  ".blob.core.usgovcloudapi.net",
  ".dfs.core.usgovcloudapi.net",
  ".blob.core.chinacloudapi.cn",
  ".dfs.core.chinacloudapi.cn",
  ".storage.googleapis.com",
];

/** Checks a presigned link before anything connects. Throws `ApiError` (`link-refused`), which never shows the link. */
export function assertLink(
  { url, headers = {} }: ExternalLink,
  rules: LinkRules,
): { url: string; headers: Record<string, string> } {
  if (url.length > 16_384 || /[\s\\\p{Cc}]/u.test(url) || !URL.canParse(url)) throw refused("it is not an address");
  const link = new URL(url);
  if (link.username !== "" || link.password !== "") throw refused("it carries a login");
  const local = rules.insecureLoopback === true && isLoopback(link.hostname);
  if (!local) {
    if (link.protocol !== "https:") throw refused("it is not https");
    if (link.port !== "") throw refused("it names a port");
    if (!isStorage(link.hostname, rules.storageHosts ?? [])) throw refused("its host is not known cloud storage");
  } else if (link.protocol !== "http:" && link.protocol !== "https:") throw refused("it is not http");
  link.hash = "";
  return { url: link.href, headers: allowed(headers) };
}

function isStorage(host: string, more: readonly string[]): boolean {
  if (!isDnsName(host)) return false;
  return host === "storage.googleapis.com" || isS3(host) || hasSuffix(host, [...STORAGE_SUFFIXES, ...more]);
}

/** `bucket.s3.eu-west-1.amazonaws.com` and its variants, but no other service of that domain. */
function isS3(host: string): boolean {
  const labels = /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1]?.split(".") ?? [];
  const at = labels.findLastIndex((label) => label === "s3" || label.startsWith("s3-"));
  return (
    at !== -1 &&
    labels.slice(at + 1).every((label) => label === "dualstack" || /^[a-z]{2}(-[a-z]{1,12}){1,2}-\d$/.test(label))
  );
}

const NEVER_FORWARDED = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
]);

function allowed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => {
      if (!/^[A-Za-z0-9-]{1,100}$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value))
        throw refused("its headers are malformed");
      const lower = name.toLowerCase();
      return !NEVER_FORWARDED.has(lower) && !lower.startsWith("x-databricks-");
    }),
  );
}

const refused = (why: string) =>
  new ApiError({
    kind: "link-refused",
    outcome: "not-executed",
    message: `A storage link of the platform was refused: ${why}.`,
    next: "Ask for the result inline. An operator can allow further storage hosts.",
  });

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

/** Private, loopback, link-local, multicast and other addresses no cloud storage has; IPv4 inside IPv6 included. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  if (family === 4) return FORBIDDEN.check(address, "ipv4");
  const embedded = embeddedIpv4(address);
  return FORBIDDEN.check(address, "ipv6") || (embedded !== undefined && FORBIDDEN.check(embedded, "ipv4"));
}

/** The IPv4 address in `::ffff:0:0/96`, `::/96`, NAT64 `64:ff9b::/96` and 6to4 `2002::/16`. */
function embeddedIpv4(address: string): string | undefined {
  const groups = groupsOf(address);
  const dotted = (high = 0, low = 0) => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  if (groups[0] === 0x2002) return dotted(groups[1], groups[2]);
  const head = groups.slice(0, 6).join(",");
  return ["0,0,0,0,0,65535", "0,0,0,0,0,0", "100,65435,0,0,0,0"].includes(head)
    ? dotted(groups[6], groups[7])
    : undefined;
}

function groupsOf(address: string): number[] {
  const inner = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1);
  const [left = "", right] = inner.split("::");
  const parse = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [before, after] = [parse(left), parse(right ?? "")];
  return right === undefined
    ? before
    : [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** A resolver that yields nothing when any address is forbidden: checked at connect time, so a second answer cannot differ. */
export function guardedLookup(resolve: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const addresses = typeof found === "string" ? [{ address: found, family: isIP(found) }] : found;
      const first = addresses[0];
      if (first === undefined || addresses.some(({ address }) => isForbiddenAddress(address))) {
        return callback(Object.assign(new Error("address not allowed"), { code: "ERR_ADDRESS_REFUSED" }), "");
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Storage's answer as bytes. 403, and 400 `ExpiredToken`, are `link-expired`: ask the platform for a new link once. */
export function storage(send: Send<Reply>, wall: () => number): Send<Uint8Array> {
  return async (request: Outgoing) => {
    const { status, headers, body } = await send(request);
    if (status === 200 || status === 206) return body;
    const facts = { outcome: "failed", status, next: "Ask for the result again." } as const;
    const text = new TextDecoder().decode(body.subarray(0, 2048));
    if (status === 403 || (status === 400 && text.includes("ExpiredToken"))) {
      throw failure(request, {
        ...facts,
        kind: "link-expired",
        message: `Cloud storage refused the link (HTTP ${status}).`,
      });
    }
    if (status >= 300 && status < 400) throw refused("storage redirected it");
    const again = status === 429 || status >= 500;
    throw failure(request, {
      ...facts,
      kind: again ? "unavailable" : status === 404 ? "not-found" : "bad-response",
      replay: again ? "if-safe" : "never",
      retryAfterMs: retryAfter(headers.get("retry-after"), wall()),
      message: `Cloud storage answered HTTP ${status}.`,
    });
  };
}
