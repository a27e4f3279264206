import { describe, expect, test } from "vitest";
import { ask, call, health, initialize, META, modern, raw, rpc, stream, until } from "../support/http-peer.ts";
import { AUDIENCE, startIssuer } from "../support/sign-in/issuer.ts";
import { startTeam } from "../support/team.ts";

const ANA = "a".repeat(32);
const BEN = "b".repeat(32);
const TOKENS = { MCP_DATABRICKS_AUTH_TOKENS: `ana:${ANA},ben:${BEN}` };
const as = (token: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${token}`, ...more });
const host = (url: URL) => ({ host: url.host });

const startTokens = (...argv: string[]) => startTeam(["--auth", "token", ...argv], TOKENS);

async function startOAuth(...argv: string[]) {
  const issuer = await startIssuer();
  const args = ["--auth", "oauth", "--auth-issuer", issuer.url, "--public-url", AUDIENCE, ...argv];
  return { issuer, ...(await startTeam(args)) };
}

/** Names of the tools that a caller sees, in either era. */
async function toolsOf(url: URL, headers: Record<string, string>, path?: string): Promise<string[]> {
  const listed = await ask(url, {
    path: path ?? url.pathname,
    headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list", ...headers },
    body: rpc("tools/list", { _meta: META }),
  });
  const tools = listed.json.result?.tools;
  return Array.isArray(tools) ? tools.map(({ name }) => String(name)) : [String(listed.status)];
}

async function openAs(url: URL, headers: Record<string, string>, path = url.pathname) {
  const answer = await ask(url, { path, headers, body: initialize });
  expect(answer.status).toBe(200);
  return { ...headers, "mcp-session-id": String(answer.headers["mcp-session-id"]) };
}

describe("callers must sign in", () => {
  test("H06 without a token both eras get 401 with the address of the metadata, and no session is opened", async () => {
    const { url } = await startOAuth("--auth-scopes", "mcp.use");
    for (const init of [{ body: initialize }, modern("get_me"), {}, { method: "DELETE" }]) {
      const answer = await ask(url, init);
      expect(answer).toMatchObject({ status: 401, json: { error: { code: -32000 } } });
      expect(answer.headers["www-authenticate"]).toBe(
        `Bearer scope="mcp.use", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"`,
      );
    }
    expect(await health(url)).toMatchObject({ sessions: 0 });
  });

  test("H06 the metadata names the resource, its issuer and scopes, at every path that a client may connect to", async () => {
    const { url, issuer } = await startOAuth("--auth-scopes", "mcp.use", "--grants", "scope:mcp.write=write,*=read");
    for (const path of ["", "/mcp", "/mcp/readonly"]) {
      const { status, text } = await ask(url, { path: `/.well-known/oauth-protected-resource${path}` });
      expect([status, JSON.parse(text)]).toEqual([
        200,
        {
          resource: AUDIENCE,
          authorization_servers: [issuer.url],
          bearer_methods_supported: ["header"],
          resource_name: "Databricks",
          scopes_supported: ["mcp.use", "mcp.write"],
        },
      ]);
    }
    expect((await ask(url, { path: "/.well-known/oauth-protected-resource/other" })).status).toBe(404);
  });

  test("H07 a wrong bearer is 401, is not logged, and its body is not read", async () => {
    const { url, lines } = await startTokens();
    const wrong = "c".repeat(32);
    for (const init of [{ body: initialize }, modern("get_me")]) {
      const answer = await ask(url, { ...init, headers: as(wrong, "headers" in init ? init.headers : {}) });
      expect(answer.status).toBe(401);
      expect(answer.headers["www-authenticate"]).toMatch(/^Bearer error="invalid_token", error_description="[^"]+"$/);
    }
    expect(lines.join("")).not.toContain(wrong);
    expect(lines.join("")).toContain("sign-in refused");
    const head = `POST /mcp HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${wrong}\r\nContent-Length: 1000\r\n\r\n`;
    expect(await raw(url, head)).toMatch(/^HTTP\/1.1 401 /);
    expect(
      await raw(url, `GET /mcp HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${"x".repeat(2 ** 20)}\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 431 /);
  });

  test("H08 tokens that are expired or for another server are 401 in both eras, and a valid one is served", async () => {
    const { url, issuer } = await startOAuth();
    const bad = [
      await issuer.token({ aud: "https://other.example.com/mcp" }),
      await issuer.token({ exp: 1000 }),
      await issuer.token({ iss: "https://evil.example" }),
    ];
    for (const token of bad) {
      expect((await ask(url, { headers: as(token), body: initialize })).status).toBe(401);
      expect((await ask(url, { ...modern("get_me"), headers: as(token, modern("get_me").headers) })).status).toBe(401);
    }
    const good = as(await issuer.token());
    expect((await ask(url, { headers: await openAs(url, good), body: call("get_me") })).status).toBe(200);
    const { json } = await ask(url, { ...modern("get_me"), headers: { ...good, ...modern("get_me").headers } });
    expect(json.result).toMatchObject({ structuredContent: { user: "secret-of-service" } });
  });

  test("R9 the order is Host, Origin, size, authentication, session, JSON", async () => {
    const { url } = await startTokens();
    const big = { "content-length": String(64 * 2 ** 20) };
    const steps: [Record<string, string>, number][] = [
      [{ host: "evil.example", origin: "http://evil.example", ...big }, 403],
      [{ ...host(url), origin: "http://evil.example", ...big }, 403],
      [{ ...host(url), ...big }, 413],
      [{ ...host(url), "content-length": "1" }, 401],
      [{ ...host(url), ...as(ANA), "mcp-session-id": "unknown", "content-length": "1" }, 404],
    ];
    for (const [headers, status] of steps) {
      const lines = Object.entries({
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`);
      expect(await raw(url, `POST /mcp HTTP/1.1\r\n${lines.join("")}\r\n`)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    }
    expect((await ask(url, { headers: as(ANA), body: "{" })).status).toBe(400);
  });

  test("an issuer that cannot be reached is 503 with Retry-After, and /readyz says so", async () => {
    const { url, issuer } = await startOAuth();
    issuer.setDown(true);
    const answer = await ask(url, { headers: as(await issuer.token()), body: initialize });
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect((await ask(url, { path: "/readyz" })).status).toBe(503);
    expect((await ask(url, { path: "/healthz" })).status).toBe(200);
  });
});

describe("sessions belong to their caller", () => {
  test("H09 another caller's session is 404 like an unknown one, its owner keeps it, and the log says so", async () => {
    const { url, lines } = await startTokens();
    const ana = await openAs(url, as(ANA));
    const stolen = { ...ana, ...as(BEN) };
    for (const init of [{ body: call("get_me") }, {}, { method: "DELETE" }]) {
      const unknown = { ...as(BEN), "mcp-session-id": "3f1c5a0e-0000-4000-8000-000000000000" };
      const [theirs, none] = [
        await ask(url, { ...init, headers: stolen }),
        await ask(url, { ...init, headers: unknown }),
      ];
      expect(theirs).toMatchObject({ status: 404, json: { error: { code: -32001 } } });
      expect(theirs.text).toBe(none.text);
    }
    expect((await ask(url, { headers: ana, body: call("get_me") })).status).toBe(200);
    expect(lines.join("")).toContain('"event":"session of another caller"');
    expect(lines.join("")).not.toContain(ana["mcp-session-id"]);
  });

  test("H15 one caller's sessions are limited, and the others are not affected", async () => {
    const { url } = await startTokens("--max-sessions-per-caller", "2");
    await openAs(url, as(ANA));
    await openAs(url, as(ANA));
    const refused = await ask(url, { headers: as(ANA), body: initialize });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    await openAs(url, as(BEN));
  });

  test("H14 a session ends with its lifetime, also in use", async () => {
    const { url } = await startTeam(["--auth", "token"], TOKENS, { sessionLifeMs: 150 });
    const ana = await openAs(url, as(ANA));
    await until(async () => (await ask(url, { headers: ana, body: call("get_me") })).status === 404);
    await until(async () => (await health(url)).sessions === 0);
  });

  test("a stream ends when the token of its caller expires", async () => {
    const { url, issuer } = await startOAuth();
    // The service tolerates half a minute of clock difference, so this token is accepted and has expired.
    const token = await issuer.token({ exp: Math.floor(Date.now() / 1000) - 1 });
    const get = await stream(url, await openAs(url, as(token)));
    expect(get.status).toBe(200);
    expect(await get.ended).toBe("");
  });
});

describe("a caller gets its grant, and can only leave out parts of it", () => {
  const ALL = ["get_me", "remember_me", "export_me", "await_me", "add_note", "delete_note", "get_state"];
  const READS = ["get_me", "remember_me", "export_me", "await_me", "get_state"];

  test("the first rule that matches decides; without one the caller is refused", async () => {
    const rules = "group:admins=destructive,scope:mcp.write=write/sql,user:ana=read/notes";
    const { url, issuer } = await startOAuth("--grants", rules);
    const seen = async (claims: object) => toolsOf(url, as(await issuer.token({ ...claims })));
    expect(await seen({ groups: ["admins"], scope: "mcp.write" })).toEqual(ALL);
    expect(await seen({ sub: "ben", scope: "mcp.write" })).toEqual(["add_note"]);
    expect(await seen({})).toEqual(READS);
    expect(await seen({ sub: "ben" })).toEqual(["403"]);
    // An address that the provider has not verified is not a name.
    expect(await seen({ sub: "eve", email: "ana" })).toEqual(["403"]);
  });

  test.each([
    ["/mcp", {}, ALL],
    ["/mcp/readonly", {}, READS],
    ["/mcp/x/sql", {}, ["add_note", "delete_note"]],
    ["/mcp/x/sql/readonly", {}, ["403"]],
    ["/mcp/x/notes,sql", { "x-mcp-toolsets": "sql" }, ["add_note", "delete_note"]],
    ["/mcp/x/analyst", {}, READS],
    ["/mcp", { "x-mcp-readonly": "true" }, READS],
    ["/mcp", { "x-mcp-readonly": "yes please" }, READS],
    ["/mcp", { "x-mcp-readonly": "false" }, ALL],
    ["/mcp", { "x-mcp-access": "write" }, [...READS.slice(0, 4), "add_note", "get_state"]],
    ["/mcp", { "x-mcp-access": "all" }, ["400"]],
    ["/mcp", { "x-mcp-toolsets": "nonsense" }, ["400"]],
    ["/mcp/x/nonsense", {}, ["404"]],
    ["/mcp/else", {}, ["404"]],
    ["/mcp/", {}, ["404"]],
  ] as [string, Record<string, string>, string[]][])("%s with %j", async (path, headers, tools) => {
    const { url } = await startTokens();
    expect(await toolsOf(url, { ...as(ANA), ...headers }, path)).toEqual(tools);
  });

  test("a view adds nothing to a grant", async () => {
    const { url } = await startTokens("--grants", "token:ana=read/notes");
    for (const [path, headers] of [
      ["/mcp/x/sql", {}],
      ["/mcp/x/all", { "x-mcp-access": "destructive" }],
      ["/mcp", { "x-mcp-readonly": "false", "x-mcp-access": "destructive", "x-mcp-toolsets": "all,sql,notes" }],
    ] as [string, Record<string, string>][]) {
      const tools = await toolsOf(url, { ...as(ANA), ...headers }, path);
      expect(tools).not.toContain("add_note");
      expect(tools).not.toContain("delete_note");
    }
    expect(await toolsOf(url, as(BEN))).toEqual(["403"]);
  });

  test("X11 a tool outside the grant cannot be called, in either era, nor by the path of a session", async () => {
    const { url } = await startTokens("--grants", "token:ana=read");
    const session = await openAs(url, as(ANA));
    for (const name of ["add_note", "delete_note"]) {
      const legacy = await ask(url, { headers: session, body: call(name, { note_id: "1" }) });
      expect(legacy.json.error).toMatchObject({ code: -32602 });
      const { json } = await ask(url, { ...modern(name), headers: as(ANA, modern(name).headers) });
      expect(json.error).toMatchObject({ code: -32602 });
    }
    const broad = await ask(url, { path: "/mcp/x/sql", headers: session, body: call("add_note") });
    expect(broad.status).toBe(403);
    const { headers: sent, body } = modern("get_me");
    const other = await ask(url, { path: "/mcp/readonly", headers: { ...session, ...sent }, body });
    expect(other.status).toBe(200);
  });

  test("a session keeps its view: at another path it does not exist", async () => {
    const { url } = await startTokens();
    const session = await openAs(url, as(ANA), "/mcp/readonly");
    expect((await ask(url, { headers: session, body: call("add_note") })).status).toBe(404);
    expect((await ask(url, { path: "/mcp/readonly", headers: session, body: call("get_me") })).status).toBe(200);
  });

  test("a call that another scope would allow is 403 with that scope; others are an unknown tool", async () => {
    const { url, issuer } = await startOAuth(
      "--grants",
      "scope:mcp.write=write,group:admins=destructive,scope:mcp.read=read",
    );
    const headers = as(await issuer.token({ scope: "mcp.read" }));
    const write = await ask(url, { ...modern("add_note"), headers: { ...headers, ...modern("add_note").headers } });
    expect(write.status).toBe(403);
    expect(write.headers["www-authenticate"]).toMatch(
      /^Bearer error="insufficient_scope", .*scope="mcp.read mcp.write", resource_metadata="https/,
    );
    const session = await openAs(url, headers);
    expect((await ask(url, { headers: session, body: call("add_note") })).status).toBe(403);
    expect((await ask(url, { headers: session, body: call("delete_note") })).json.error).toMatchObject({
      code: -32602,
    });
  });

  test("of several scopes that would allow a call, the one with the least access is named, if its rule decides", async () => {
    const grants = "scope:mcp.admin=destructive,scope:mcp.write=write,scope:mcp.read=read,scope:mcp.late=write";
    const { url, issuer } = await startOAuth("--grants", grants);
    const askFor = async (scope: string, tool: string) => {
      const headers = { ...as(await issuer.token({ scope })), ...modern(tool).headers };
      return (await ask(url, { ...modern(tool), headers })).headers["www-authenticate"];
    };
    expect(await askFor("mcp.read", "add_note")).toContain('scope="mcp.read mcp.write"');
    expect(await askFor("mcp.read", "delete_note")).toContain('scope="mcp.read mcp.admin"');
    expect(await askFor("mcp.write mcp.read", "delete_note")).toContain('scope="mcp.write mcp.read mcp.admin"');
  });

  test("a token without the required scope is 403 and names it", async () => {
    const { url, issuer } = await startOAuth("--auth-scopes", "mcp.use");
    const answer = await ask(url, { headers: as(await issuer.token({ scope: "other" })), body: initialize });
    expect(answer.status).toBe(403);
    expect(answer.headers["www-authenticate"]).toContain('error="insufficient_scope"');
    expect(answer.headers["www-authenticate"]).toContain('scope="mcp.use"');
  });

  test("without --auth the paths and headers narrow, too", async () => {
    const { url } = await startTeam([]);
    expect(await toolsOf(url, {}, "/mcp/readonly")).toEqual(READS);
    expect(await toolsOf(url, { "x-mcp-toolsets": "sql" })).toEqual(["add_note", "delete_note"]);
  });

  test("what a list contains depends on the caller, so shared caches may not keep it", async () => {
    const { url } = await startTokens();
    const { json } = await ask(url, {
      headers: { ...as(ANA), "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" },
      body: rpc("tools/list", { _meta: META }),
    });
    expect(json.result).toMatchObject({ cacheScope: "private" });
  });
});
