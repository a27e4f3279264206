import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import { ApiError } from "../../api/http/errors.ts";
import { createRequestSignal } from "../../api/http/request-signal.ts";
import { createTransport } from "../../api/http/transport.ts";
import { type Check, failed, noted, passed } from "./check.ts";

const WAIT_MS = 15_000;

/** With a difference of a few minutes sign-in fails, because tokens seem expired or not yet valid. */
const MAX_SKEW_MS = 60_000;

/** Resolves the workspace's host name. */
export async function checkDns(host: string): Promise<Check> {
  const { hostname } = new URL(host);
  try {
    const found = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true });
    return passed("dns", `${hostname} is ${found.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    const fix = "Check DATABRICKS_HOST for typing errors. On a private network, check DNS and VPN.";
    return failed("dns", `${hostname} does not resolve (${codeOf(error)})`, fix);
  }
}

/** TLS version and certificate of a direct connection. Through a proxy, the HTTP check covers them. */
export async function checkTls(host: string): Promise<Check> {
  const { hostname, port, protocol } = new URL(host);
  if (protocol !== "https:") return noted("tls", "plain HTTP on loopback");
  const name = hostname.replace(/^\[|\]$/g, "");
  const servername = isIP(name) === 0 ? name : "";
  // Imported here because it takes ten milliseconds, which only doctor needs.
  const { connect } = await import("node:tls");
  const socket = connect({ host: name, port: Number(port || 443), servername, timeout: WAIT_MS });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("secureConnect", resolve);
      socket.once("error", reject);
      socket.once("timeout", () => reject(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })));
    });
    return passed("tls", `${socket.getProtocol()}, ${certificateOf(socket)}`);
  } catch (error) {
    const code = codeOf(error);
    const untrusted = /CERT|SIGNED|SIGNATURE|ALTNAME/.test(code);
    return failed(
      "tls",
      untrusted ? `the certificate of ${hostname} is not trusted (${code})` : `no TLS connection (${code})`,
      untrusted
        ? "For a private certificate authority, set NODE_EXTRA_CA_CERTS to its certificate. Otherwise a proxy may intercept the connection."
        : "Check that port 443 is open to the workspace, or set HTTPS_PROXY.",
    );
  } finally {
    socket.destroy();
  }
}

function certificateOf(socket: TLSSocket): string {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const by = [issuer?.O ?? issuer?.CN].flat()[0] ?? "an unnamed authority";
  return `certificate by ${by}, valid until ${new Date(valid_to).toISOString().slice(0, 10)}`;
}

/** An HTTPS request as the server sends it, including the proxy but without credentials, and the time in its response. */
export async function checkHttp(host: string, options: { direct: boolean; userAgent: string }): Promise<Check[]> {
  const transport = createTransport({ direct: options.direct, maxBytes: 2 ** 20 });
  const { signal, end } = createRequestSignal(undefined, WAIT_MS);
  const path = "/.well-known/databricks-config";
  const sentAt = Date.now();
  try {
    const { status, headers } = await transport.send({
      method: "GET",
      url: host + path,
      path,
      headers: { accept: "application/json", "user-agent": options.userAgent },
      replaySafe: true,
      changes: false,
      lane: "quick",
      signal,
      deadlineAt: Number.POSITIVE_INFINITY,
    });
    const took = Date.now() - sentAt;
    return [
      passed("http", `the workspace responded in ${took} ms (HTTP ${status})`),
      checkClock(headers.get("date"), sentAt + took / 2),
    ];
  } catch (error) {
    const { message, next } = error instanceof ApiError ? error : { message: "no response in time", next: undefined };
    return [failed("http", message, next ?? "Check the host, network and proxy.")];
  } finally {
    end();
    await transport.close();
  }
}

/** Compares `date`, the response's header (in seconds), with `at`, this machine's time when it was sent. */
export function checkClock(date: string | null, at: number): Check {
  const theirs = Date.parse(date ?? "");
  if (Number.isNaN(theirs)) return noted("clock", "the workspace did not send its time");
  const skew = at - (theirs + 500);
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < 2000) return passed("clock", "correct");
  const says = `this machine is ${seconds} s ${skew > 0 ? "ahead" : "behind"}`;
  if (Math.abs(skew) <= MAX_SKEW_MS) return passed("clock", says);
  return failed("clock", says, "Synchronize the clock (NTP): tokens are only valid for a limited time.");
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
