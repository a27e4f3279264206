import { type Check, noted } from "./check.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  /** The environment variable that sets it. */
  readonly variable: string;
  /** `host:port`, without user and password. */
  readonly address: string;
}

/** The proxy for requests to `host`, by the same rules as the transport. */
export function proxyFor(host: string, env: Env): Proxy | undefined {
  const { hostname, port, protocol } = new URL(host);
  const names = protocol === "https:" ? ["https_proxy", "http_proxy"] : ["http_proxy"];
  const variable = names.flatMap((name) => [name, name.toUpperCase()]).find((name) => env[name]);
  if (variable === undefined || isExempt(hostname, port || "443", env.no_proxy ?? env.NO_PROXY ?? "")) return undefined;
  const url = env[variable] ?? "";
  return { variable, address: URL.canParse(url) ? new URL(url).host : "an invalid address" };
}

/** `NO_PROXY`: names, `.suffixes` and `*.suffixes`, with or without a port; `*` matches everything. */
function isExempt(hostname: string, port: string, exempt: string): boolean {
  if (exempt.trim() === "*") return true;
  return exempt
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, name = "", only] = /^(.+?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (only !== undefined && only !== port) return false;
      return /^[.*]/.test(name) ? hostname.endsWith(name.replace(/^\*/, "")) : hostname === name;
    });
}

export function checkProxy(proxy: Proxy | undefined): Check {
  return proxy
    ? noted("proxy", `through ${proxy.address} (${proxy.variable})`)
    : noted("proxy", "none, direct connection");
}
