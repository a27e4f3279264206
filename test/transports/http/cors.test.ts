import { describe, expect, test } from "vitest";
import { ask, initialize, open, rpc, serve } from "../../support/http-peer.ts";
import { startTeam } from "../../support/team.ts";

const PAGE = "https://agent.example.com";
const preflight = (headers: Record<string, string> = {}) => ({
  method: "OPTIONS",
  headers: { origin: PAGE, "access-control-request-method": "POST", ...headers },
});

describe("pages of an allowed origin", () => {
  test("may send requests with the headers of the protocol", async () => {
    const { url } = await serve({ allowedOrigins: [PAGE] });
    const wanted = "authorization,content-type,mcp-param-region,mcp-protocol-version,mcp-session-id";
    const { status, headers, text } = await ask(url, preflight({ "access-control-request-headers": wanted }));
    expect([status, text]).toEqual([204, ""]);
    expect(headers).toMatchObject({
      "access-control-allow-origin": PAGE,
      "access-control-allow-methods": "POST, GET, DELETE",
      "access-control-allow-headers": wanted,
      "access-control-max-age": "600",
      vary: "Origin, Access-Control-Request-Headers",
    });
    expect(headers).not.toHaveProperty("access-control-allow-credentials");
  });

  test("read the responses and the session ID", async () => {
    const { url } = await serve({ allowedOrigins: [PAGE] });
    const { status, headers } = await ask(url, { headers: { origin: PAGE }, body: initialize });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "access-control-allow-origin": PAGE, vary: "Origin" });
    expect(headers["access-control-expose-headers"]).toContain("Mcp-Session-Id");
  });

  test("read why they are refused, and the challenge", async () => {
    const { url } = await startTeam(["--auth", "token", "--allowed-origins", PAGE], {
      MCP_DATABRICKS_AUTH_TOKENS: "ana:0123456789abcdef0123456789abcdef",
    });
    const asked = await ask(url, preflight({ "access-control-request-headers": "authorization" }));
    expect(asked.status).toBe(204);
    const { status, headers } = await ask(url, { headers: { origin: PAGE }, body: initialize });
    expect(status).toBe(401);
    expect(headers).toMatchObject({
      "access-control-allow-origin": PAGE,
      "access-control-expose-headers": expect.stringContaining("WWW-Authenticate"),
      "www-authenticate": expect.stringContaining("Bearer"),
    });
  });

  test("learn which methods a health check has", async () => {
    const { url } = await serve({ allowedOrigins: [PAGE] });
    const { status, headers } = await ask(url, { ...preflight(), path: "/healthz" });
    expect([status, headers["access-control-allow-methods"]]).toEqual([204, "GET, HEAD"]);
  });
});

test("pages of other origins get neither a preflight nor a response", async () => {
  const { url } = await serve({ allowedOrigins: [PAGE] });
  for (const request of [
    preflight({ origin: "https://evil.example.com" }),
    { headers: { origin: "https://evil.example.com" }, body: initialize },
  ]) {
    const { status, headers } = await ask(url, request);
    expect(status).toBe(403);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  }
});

test("clients outside a browser get no such headers, and OPTIONS is not a method for them", async () => {
  const { url } = await serve();
  const session = await open(url);
  const { headers } = await ask(url, { headers: session, body: rpc("ping") });
  expect(headers).not.toHaveProperty("access-control-allow-origin");
  expect((await ask(url, { method: "OPTIONS" })).status).toBe(405);
});
