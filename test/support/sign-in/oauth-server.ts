import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

/** Scopes that users can give to a client. */
const SCOPES = "mcp.read mcp.write";

/** Address of a client that publishes its own metadata instead of registering (client ID metadata documents). */
export const PUBLISHED_CLIENT = "https://client.example.com/mcp-client.json";
export const REDIRECT = "http://127.0.0.1:9/callback";

/**
 * A certified OAuth server (`oidc-provider`) on loopback. Clients register themselves, or publish their metadata. Access
 * tokens are JWTs for the resource that the client names.
 */
export async function openOAuthServer() {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const http = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    scopes: ["openid", "offline_access", ...SCOPES.split(" ")],
    cookies: { keys: ["a key for tests"] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    clientBasedCORS: () => true,
    features: {
      registration: { enabled: true },
      clientCredentials: { enabled: true },
      clientIdMetadataDocument: { enabled: true, ack: "draft-02" },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          scope: SCOPES,
          audience: resource,
          accessTokenTTL: 600,
          accessTokenFormat: "jwt",
        }),
      },
    },
    fetch: async (url: string | URL) =>
      String(url) === PUBLISHED_CLIENT
        ? Response.json({
            client_id: PUBLISHED_CLIENT,
            client_name: "Published client",
            redirect_uris: [REDIRECT],
            token_endpoint_auth_method: "none",
            grant_types: ["authorization_code"],
            response_types: ["code"],
          })
        : new Response(null, { status: 404 }),
  });
  handle = provider.callback();
  return {
    issuer,
    signIn,
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
}

/** The user in the browser: signs in as `user`, agrees, and returns to the client. Resolves with its parameters. */
async function signIn(authorization: URL, user: string): Promise<URLSearchParams> {
  const cookies = new Map<string, string>();
  let at = authorization;
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response: Response = await fetch(at, {
      redirect: "manual",
      headers: { cookie },
      ...(body && { method: "POST", body }),
    });
    body = undefined;
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) {
      at = new URL(location, at);
      if (at.href.startsWith(REDIRECT)) return at.searchParams;
      continue;
    }
    const page = await response.text();
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
    const [, action] = /action="([^"]+)"/.exec(page) ?? [];
    if (prompt === undefined || action === undefined) throw new Error(`The sign-in stopped: ${page.slice(0, 400)}`);
    at = new URL(action, at);
    body = new URLSearchParams({ prompt, login: user, password: "any" });
  }
  throw new Error("The sign-in did not end");
}
