export interface HostOptions {
  /** Allows `http://` for 127.0.0.1 and [::1]. */
  readonly insecureLoopback?: boolean | undefined;
  /** Further domain suffixes of workspaces, e.g. `.databricks.example.com`. */
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
 * The origin of a workspace from what a person wrote: scheme optional, a trailing slash and `/?o=<id>` as copied from
 * the browser are fine. Everything that could send the credential elsewhere is a problem, told without the text's secrets.
 */
export function parseHost(text: string, options: HostOptions = {}): { origin: string } | { problem: string } {
  const trimmed = text.trim();
  const written = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  const rest = written === undefined ? trimmed : trimmed.slice(written.length + 3);
  // A character list rather than the URL parser's leniency: it takes "\", tabs, "@" and 0x7f000001 in its stride.
  const parts = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?(?:\/(?:\?o=\d+)?(?:#.{0,2048})?)?$/i.exec(rest);
  if (parts === null)
    return { problem: `is not a workspace address; write it as https://<name>${WORKSPACE_SUFFIXES[0]}` };
  const name = (parts[1] ?? "").toLowerCase();
  const port = parts[2];
  const scheme = written ?? "https";
  if (isLoopback(name)) return loopback(scheme, name, port, options);
  if (scheme !== "https") return { problem: "must start with https://" };
  if (port !== undefined && port !== "443") return { problem: "must not name a port" };
  if (!isDnsName(name)) return { problem: "must be a DNS name, not an address" };
  if (!hasSuffix(name, [...WORKSPACE_SUFFIXES, ...(options.suffixes ?? [])])) {
    return { problem: `is not a Databricks domain (${WORKSPACE_SUFFIXES.slice(0, 3).join(", ")}, …)` };
  }
  return { origin: `https://${name}` };
}

/** This machine by its address, as a URL writes it; `localhost` may resolve to anything. */
export const isLoopback = (name: string): boolean => name === "127.0.0.1" || name === "[::1]";

function loopback(scheme: string, name: string, port: string | undefined, { insecureLoopback }: HostOptions) {
  if (!insecureLoopback) return { problem: "is this machine; allow it with --insecure-loopback" };
  if (scheme !== "http" && scheme !== "https") return { problem: "must start with http:// or https://" };
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    return { problem: "names a port that cannot be" };
  return { origin: new URL(`${scheme}://${name}${port === undefined ? "" : `:${port}`}`).origin };
}

/** Labels of letters, digits and inner hyphens; the last one not a number, which would be an IPv4 address in disguise. */
export function isDnsName(name: string): boolean {
  if (name.length > 253) return false;
  const labels = name.split(".");
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return false;
  return labels.length > 1 && /[a-z]/.test(labels.at(-1) ?? "") && !/^0x/.test(labels.at(-1) ?? "");
}

/** Is `name` below one of the suffixes, at a label's edge? One written without a leading dot also means itself. */
export const hasSuffix = (name: string, suffixes: readonly string[]): boolean =>
  suffixes.some((suffix) => {
    const bare = suffix.replace(/^\./, "").toLowerCase();
    return bare !== "" && (name.endsWith(`.${bare}`) || name === suffix.toLowerCase());
  });
