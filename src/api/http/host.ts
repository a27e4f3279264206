/** Exceptions that an operator allows, in addition to https addresses of Databricks' own domains. */
export interface HostOptions {
  /** Allows `http://` for 127.0.0.1 and [::1]. */
  readonly insecureLoopback?: boolean | undefined;
  /** Domain suffixes of workspaces in addition to the built-in ones, such as `.databricks.example.com`. */
  readonly suffixes?: readonly string[] | undefined;
}

const WORKSPACE_SUFFIXES = [
  ".cloud.databricks.com",
  ".azuredatabricks.net",
  ".gcp.databricks.com",
  ".cloud.databricks.us",
  ".cloud.databricks.mil",
  ".databricks.azure.us",
  ".databricks.azure.cn",
];

/**
 * The origin of a workspace from the address that a user entered. The scheme is optional; a trailing slash and
 * `/?o=<id>`, as copied from the browser, are accepted. Anything that could send the login to another host is a
 * problem. `problem` completes a sentence that names the setting ("… must start with https://") and does not repeat the
 * text.
 */
export function parseHost(text: string, options: HostOptions = {}): { origin: string } | { problem: string } {
  const trimmed = text.trim();
  const written = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  const rest = written === undefined ? trimmed : trimmed.slice(written.length + 3);
  // A list of characters, because the URL parser is too lenient: it accepts "\", tabs, "@" and 0x7f000001.
  const parts = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?(?:\/(?:\?o=\d+)?(?:#.{0,2048})?)?$/i.exec(rest);
  if (parts === null)
    return { problem: `is not a workspace address; write it as https://<name>${WORKSPACE_SUFFIXES[0]}` };
  const name = (parts[1] ?? "").toLowerCase();
  const port = parts[2];
  const scheme = written ?? "https";
  if (isLoopback(name)) return loopbackOrigin(scheme, name, port, options);
  if (scheme !== "https") return { problem: "must start with https://" };
  if (port !== undefined && port !== "443") return { problem: "must not contain a port" };
  if (!isDnsName(name))
    return {
      problem: `must be a full DNS name such as <name>${WORKSPACE_SUFFIXES[0]}, not a short name or an IP address`,
    };
  if (!hasSuffix(name, [...WORKSPACE_SUFFIXES, ...(options.suffixes ?? [])])) {
    return { problem: `is not a Databricks domain (${WORKSPACE_SUFFIXES.slice(0, 3).join(", ")}, …)` };
  }
  return { origin: `https://${name}` };
}

/**
 * Whether a host name, as a URL writes it, is a loopback address. Not `localhost`, which can resolve to any address.
 */
export const isLoopback = (name: string): boolean => name === "127.0.0.1" || name === "[::1]";

function loopbackOrigin(scheme: string, name: string, port: string | undefined, { insecureLoopback }: HostOptions) {
  if (!insecureLoopback) return { problem: "is this machine; --insecure-loopback allows that" };
  if (scheme !== "http" && scheme !== "https") return { problem: "must start with http:// or https://" };
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return { problem: "contains an invalid port" };
  return { origin: new URL(`${scheme}://${name}${port === undefined ? "" : `:${port}`}`).origin };
}

/**
 * Whether a name consists of DNS labels (RFC 1123, 2.1; also `_`). The last label must not be a number, because URL
 * parsers read such a name as an IPv4 address.
 */
export function isDnsName(name: string): boolean {
  if (name.length > 253) return false;
  const labels = name.split(".");
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return false;
  return labels.length > 1 && /[a-z]/.test(labels.at(-1) ?? "") && !/^0x/.test(labels.at(-1) ?? "");
}

/**
 * Whether `name` is a subdomain of one of the suffixes. A suffix without a leading dot (`example.com`) also matches the
 * name itself.
 */
export const hasSuffix = (name: string, suffixes: readonly string[]): boolean =>
  suffixes.some((suffix) => {
    const bare = suffix.replace(/^\./, "").toLowerCase();
    return bare !== "" && (name.endsWith(`.${bare}`) || name === suffix.toLowerCase());
  });
