import type { ExternalLink } from "../client.ts";
import { ApiError } from "../errors.ts";
import { hasSuffix, isDnsName, isLoopback } from "../host.ts";

/** Exceptions that an operator allows, in addition to https links to known cloud storage. */
export interface LinkRules {
  /** Domain suffixes of cloud storage in addition to the built-in ones. */
  readonly storageHosts?: readonly string[] | undefined;
  /** Allows loopback, with `http://` too. */
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

/**
 * Checks a presigned link before anything connects, and returns it without fragment and without headers that are not
 * storage's business.
 * @throws {ApiError} `link-refused`; the message never shows the link, which is a credential
 */
export function assertLink(
  { url, headers = {} }: ExternalLink,
  rules: LinkRules,
): { url: string; headers: Record<string, string> } {
  if (url.length > 16_384 || /[\s\\\p{Cc}]/u.test(url) || !URL.canParse(url)) throw linkRefusedError("it is not a URL");
  const link = new URL(url);
  if (link.username !== "" || link.password !== "") throw linkRefusedError("it contains a user name or password");
  const local = rules.insecureLoopback === true && isLoopback(link.hostname);
  if (!local) {
    if (link.protocol !== "https:") throw linkRefusedError("it is not https");
    if (link.port !== "") throw linkRefusedError("it contains a port");
    if (!isStorage(link.hostname, rules.storageHosts ?? []))
      throw linkRefusedError("its host is not known cloud storage");
  } else if (link.protocol !== "http:" && link.protocol !== "https:") throw linkRefusedError("it is not http");
  link.hash = "";
  return { url: link.href, headers: forwardableHeaders(headers) };
}

function isStorage(host: string, more: readonly string[]): boolean {
  if (!isDnsName(host)) return false;
  return host === "storage.googleapis.com" || isS3(host) || hasSuffix(host, [...STORAGE_SUFFIXES, ...more]);
}

/** Whether it is `bucket.s3.eu-west-1.amazonaws.com` or a variant, and not another service of that domain. */
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
  "range",
  "content-length",
  "transfer-encoding",
]);

function forwardableHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => {
      if (!/^[A-Za-z0-9-]{1,100}$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value))
        throw linkRefusedError("its headers are malformed");
      const lower = name.toLowerCase();
      return !NEVER_FORWARDED.has(lower) && !lower.startsWith("x-databricks-");
    }),
  );
}

/** The error for a storage link that is not followed. `why`: the rest of the sentence "… was refused: ". */
export const linkRefusedError = (why: string) =>
  new ApiError({
    kind: "link-refused",
    outcome: "not-executed",
    message: `A storage link from the workspace was refused: ${why}.`,
    next: "Request the result inline. An operator can allow more storage hosts.",
  });
