import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { readRedirect } from "./redirect.ts";

/** Ports that the OAuth client of the Databricks CLI may redirect to. The first free one is used. */
const PORTS = Array.from({ length: 21 }, (_, index) => 8020 + index);

/** `localhost` can be either, depending on the browser. A machine may lack the second. */
const ADDRESSES = ["127.0.0.1", "::1"];

export interface Callback {
  readonly redirectUri: string;
  /** Rejects if the user or the workspace refuses the sign-in. */
  readonly code: Promise<string>;
  close(): Promise<void>;
}

/** Listens on loopback for the redirect of the sign-in with this state. */
export async function openCallback(
  state: string,
  { ports = PORTS, addresses = ADDRESSES }: { ports?: readonly number[]; addresses?: readonly string[] } = {},
): Promise<Callback> {
  let settle = { resolve: (_: string) => {}, reject: (_: Error) => {} };
  const code = new Promise<string>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // It may reject after the sign-in has ended.
  code.catch(() => {});

  const answer: RequestListener = ({ method, url = "/" }, response) => {
    const target = URL.canParse(url, "http://localhost") ? new URL(url, "http://localhost") : undefined;
    if (method !== "GET" || target?.pathname !== "/") return page(response, 404, "Not found.");
    const read = readRedirect(target, state);
    if (!read) return page(response, 400, "This page does not belong to a sign-in in progress.");
    if ("refused" in read) {
      page(response, 200, "The sign-in was refused. You can close this page. The terminal shows the reason.");
      return settle.reject(new Error(read.refused));
    }
    page(response, 200, "You are signed in. You can close this page.");
    settle.resolve(read.code);
  };

  const { port, servers } = await listenOnFirstFree(answer, ports, addresses);
  return {
    redirectUri: `http://localhost:${port}`,
    code,
    close: async () => {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Listens on the first free port. Without one, returns the first port: the user can paste the redirect URL. */
async function listenOnFirstFree(answer: RequestListener, ports: readonly number[], addresses: readonly string[]) {
  for (const candidate of ports) {
    const servers: Server[] = [];
    let port = candidate;
    for (const address of addresses) {
      const server = await listen(answer, address, port);
      if (server) servers.push(server);
      else if (servers.length === 0) break;
      const bound = server?.address();
      if (typeof bound === "object" && bound !== null) port = bound.port;
    }
    if (servers.length > 0) return { port, servers };
  }
  return { port: ports[0] ?? PORTS[0], servers: [] };
}

const listen = (answer: RequestListener, host: string, port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer({ headersTimeout: 10_000 }, answer);
    server.once("error", () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });

function page(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(`<!doctype html><meta charset="utf-8"><title>Databricks</title><p>${text}</p>\n`);
}
