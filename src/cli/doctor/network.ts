import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import { ApiError } from "../../api/http/errors.ts";
import { createRequestSignal } from "../../api/http/request-signal.ts";
import { createTransport } from "../../api/http/transport.ts";
import { type Check, failed, noted, passed } from "./check.ts";

const WAIT_MS = 15_000;

/** Sign-in breaks at a few minutes: tokens are born expired, or not yet valid. */
const MAX_SKEW_MS = 60_000;

/** The addresses of the workspace's name. */
export async function checkDns(host: string): Promise<Check> {
  const { hostname } = new URL(host);
  try {
    const found = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true });
    return passed("dns", `${hostname} is ${found.map(({ address }) => address).join(", ")}`);
  } catch (error) {
    const mend = "Check DATABRICKS_HOST for a typing error; on a private network check its DNS or VPN.";
    return failed("dns", `${hostname} does not resolve (${codeOf(error)})`, mend);
  }
}

/** Version and certificate of a direct connection. What lies behind a proxy is checked by the request that follows. */
export async function checkTls(host: string): Promise<Check> {
  const { hostname, port, protocol } = new URL(host);
  if (protocol !== "https:") return noted("tls", "plain HTTP on loopback");
  const name = hostname.replace(/^\[|\]$/g, "");
  const servername = isIP(name) === 0 ? name : "";
  // It costs ten milliseconds, which no start of the server has to pay.
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
        ? "For a private certificate authority set NODE_EXTRA_CA_CERTS to its certificate; otherwise something stands in between."
        : "Check that port 443 is open to the workspace, or set HTTPS_PROXY.",
    );
  } finally {
    socket.destroy();
  }
}

function certificateOf(socket: TLSSocket): string {
  const { issuer, valid_to } = socket.getPeerCertificate();
  const by = [issuer?.O ?? issuer?.CN].flat()[0] ?? "an unnamed authority";
  return `certificate by ${by}, until ${new Date(valid_to).toISOString().slice(0, 10)}`;
}

/** An HTTPS request as the server sends them, proxy and all, but unsigned; and what its answer says of the time. */
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
      lane: "quick",
      signal,
      deadlineAt: Number.POSITIVE_INFINITY,
    });
    const took = Date.now() - sentAt;
    return [
      passed("http", `the workspace answers in ${took} ms (HTTP ${status})`),
      checkClock(headers.get("date"), sentAt + took / 2),
    ];
  } catch (error) {
    const { message, next } = error instanceof ApiError ? error : { message: "no answer in time", next: undefined };
    return [failed("http", message, next ?? "Check host, network and proxy.")];
  } finally {
    end();
    await transport.close();
  }
}

/** `date`: the answer's, to the second; `at`: this machine's time when it was given. */
export function checkClock(date: string | null, at: number): Check {
  const theirs = Date.parse(date ?? "");
  if (Number.isNaN(theirs)) return noted("clock", "the workspace does not tell its time");
  const skew = at - (theirs + 500);
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (Math.abs(skew) < 2000) return passed("clock", "right");
  const says = `this machine is ${seconds} s ${skew > 0 ? "ahead" : "behind"}`;
  if (Math.abs(skew) <= MAX_SKEW_MS) return passed("clock", says);
  return failed("clock", says, "Set the clock by NTP: tokens are judged by their times.");
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no code";
