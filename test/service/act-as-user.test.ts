import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ask, call, initialize, META, modern, rpc, stream, until } from "../support/http-peer.ts";
import { AUDIENCE, startIssuer } from "../support/sign-in/issuer.ts";
import { startTeam } from "../support/team.ts";

async function startAsUser(...argv: string[]) {
  const issuer = await startIssuer();
  const args = ["--auth", "oauth", "--auth-issuer", issuer.url, "--public-url", AUDIENCE, "--act-as", "user", ...argv];
  const team = await startTeam(args);
  const as = async (sub: string, claims: object = {}) => ({
    authorization: `Bearer ${await issuer.token({ sub, jti: randomUUID(), ...claims })}`,
  });
  /** Calls a tool without a session. */
  const run = async (headers: Record<string, string>, name: string, args: object = {}) => {
    const request = modern(name, args);
    return ask(team.url, { ...request, headers: { ...headers, ...request.headers } });
  };
  return { issuer, as, run, ...team };
}

describe("calls act as their caller", () => {
  test("R7 the workspace sees the caller's own identity, from one exchange, and never the client's token", async () => {
    const { as, run, workspace } = await startAsUser();
    const [ana, ben] = [await as("ana"), await as("ben")];
    for (const [headers, user] of [
      [ana, "ana"],
      [ben, "ben"],
      [ana, "ana"],
      [await as("ana"), "ana"],
    ] as const) {
      expect((await run(headers, "get_me")).json.result).toMatchObject({
        structuredContent: { user: `secret-of-${user}` },
      });
    }
    expect(workspace.exchanged).toEqual(["ana", "ben"]);
    const sent = workspace.bearers.join();
    for (const { authorization } of [ana, ben]) expect(sent).not.toContain(authorization.slice(7));
    expect(new Set(workspace.bearers)).toEqual(new Set(["Bearer dbx-ana-1", "Bearer dbx-ben-2"]));
  });

  test("a session acts as its caller too, with the caller's latest token", async () => {
    const { as, url } = await startAsUser();
    const ana = await as("ana");
    const opened = await ask(url, { headers: ana, body: initialize });
    const session = { "mcp-session-id": String(opened.headers["mcp-session-id"]) };
    const answer = await ask(url, { headers: { ...(await as("ana")), ...session }, body: call("get_me") });
    expect(answer.json.result).toMatchObject({ structuredContent: { user: "secret-of-ana" } });
    expect((await ask(url, { headers: { ...(await as("ben")), ...session }, body: call("get_me") })).status).toBe(404);
  });

  test("a caller whom the workspace does not accept gets a clear error, and the others are served", async () => {
    const { as, run } = await startAsUser();
    const refused = await run(await as("stranger"), "get_me");
    expect(refused.json.result).toMatchObject({ isError: true });
    expect(refused.text).toContain("no policy");
    expect((await run(await as("ana"), "get_me")).json.result).not.toHaveProperty("isError");
  });

  test("concurrent calls of many callers make one exchange each, and share the workspace's rate", async () => {
    const { as, run, workspace } = await startAsUser();
    const users = ["u1", "u2", "u3"];
    const calls = users.flatMap((user) =>
      Array.from({ length: 4 }, async () => ({ user, ...(await run(await as(user), "get_me")) })),
    );
    for (const { user, json } of await Promise.all(calls)) {
      expect(json.result).toMatchObject({ structuredContent: { user: `secret-of-${user}` } });
    }
    expect([...workspace.exchanged].sort()).toEqual(users);
  });
});

describe("no path leads from one caller's data to another's", () => {
  test("a poll for the same thing is not shared, and a kept value is the caller's own", async () => {
    const { as, run } = await startAsUser();
    const [ana, ben] = [await as("ana"), await as("ben")];
    for (const tool of ["await_me", "remember_me"]) {
      const [one, two] = await Promise.all([run(ana, tool), run(ben, tool)]);
      expect(one.text).toContain("secret-of-ana");
      expect(two.text).toContain("secret-of-ben");
    }
  });

  test("a result of one caller does not exist for another, and does in all sessions of its own", async () => {
    const { as, run, url } = await startAsUser();
    const [ana, ben] = [await as("ana"), await as("ben")];
    const { json } = await run(ana, "export_me");
    const { uri } = Object(json.result?.structuredContent);
    const read = async (headers: Record<string, string>) => {
      const body = rpc("resources/read", { uri, _meta: META });
      const sent = { "mcp-protocol-version": "2026-07-28", "mcp-method": "resources/read", "mcp-name": uri };
      return ask(url, { headers: { ...headers, ...sent }, body });
    };
    expect((await read(ana)).text).toContain("secret-of-ana");
    expect((await read(ben)).json.error).toMatchObject({ code: -32602 });
    const session = await ask(url, { headers: ana, body: initialize });
    const headers = { ...ana, "mcp-session-id": String(session.headers["mcp-session-id"]) };
    expect((await ask(url, { headers, body: rpc("resources/read", { uri }) })).text).toContain("secret-of-ana");
  });

  test("X09 a confirmation that one caller gave is refused from another, and counts for its own call", async () => {
    const { as, url } = await startAsUser();
    const [ana, ben] = [await as("ana"), await as("ben")];
    const meta = { ...META, "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } };
    const ask1 = (headers: Record<string, string>, more: object = {}) => {
      const sent = modern("delete_note").headers;
      const params = { name: "delete_note", arguments: { note_id: "1" }, _meta: meta, ...more };
      return ask(url, { headers: { ...headers, ...sent }, body: rpc("tools/call", params) });
    };
    const asked = Object((await ask1(ana)).json.result);
    expect(asked).toMatchObject({ resultType: "input_required" });
    const [key] = Object.keys(asked.inputRequests);
    const answer = {
      requestState: asked.requestState,
      inputResponses: { [String(key)]: { action: "accept", content: { confirm: true } } },
    };
    expect((await ask1(ben, answer)).text).not.toContain("secret-of-");
    expect((await ask1(ana, answer)).json.result).toMatchObject({ structuredContent: { user: "secret-of-ana" } });
    expect((await ask1(ana, answer)).text).toContain("already used");
  });

  test("an update reaches only the streams of the caller who could read it", async () => {
    const { as, url } = await startAsUser();
    const listen = async (user: string) =>
      stream(
        url,
        { ...(await as(user)), "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" },
        rpc("subscriptions/listen", {
          notifications: { resourceSubscriptions: [`databricks://states/${user}`] },
          _meta: META,
        }),
      );
    const [ana, ben] = [await listen("ana"), await listen("ben")];
    await until(() => ana.soFar().includes("resources/updated") && ben.soFar().includes("resources/updated"));
    expect(ana.soFar()).not.toContain("states/ben");
    expect(ben.soFar()).not.toContain("states/ana");
    ana.drop();
    ben.drop();
  });

  test("any sequence of requests of three callers, with what they learned of each other, shows no one else's data", async () => {
    const { as, run, url } = await startAsUser();
    const users = ["ana", "ben", "eve"] as const;
    const headers = Object.fromEntries(await Promise.all(users.map(async (user) => [user, await as(user)] as const)));
    const step = fc.record({
      user: fc.constantFrom(...users),
      kind: fc.constantFrom("get_me", "remember_me", "export_me", "await_me", "read", "open", "use", "end"),
      /** Which of the URIs and sessions seen so far, of any caller. */
      pick: fc.nat(),
      legacy: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const uris: string[] = ["databricks://results/none"];
        const sessions: { id: string; owner: string }[] = [{ id: "none", owner: "" }];
        const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
        await Promise.all(
          steps.map(async ({ user, kind, pick, legacy }) => {
            const mine = headers[user] as Record<string, string>;
            const inSession = { ...mine, "mcp-session-id": at(sessions, pick).id };
            let text = "";
            if (kind === "open") {
              const opened = await ask(url, { headers: mine, body: initialize });
              const id = opened.headers["mcp-session-id"];
              if (typeof id === "string") sessions.push({ id, owner: user });
              text = opened.text;
            } else if (kind === "end") {
              const { id, owner } = at(sessions, pick);
              // Only strangers try to end a session here, and they must not succeed.
              if (owner !== user) text = (await ask(url, { headers: inSession, method: "DELETE" })).text;
              if (owner !== user && id !== "none") expect(text).toContain("Session not found");
            } else if (kind === "use") text = (await ask(url, { headers: inSession, body: call("remember_me") })).text;
            else if (kind === "read") {
              const uri = at(uris, pick);
              const sent = { "mcp-protocol-version": "2026-07-28", "mcp-method": "resources/read", "mcp-name": uri };
              text = legacy
                ? (await ask(url, { headers: inSession, body: rpc("resources/read", { uri }) })).text
                : (await ask(url, { headers: { ...mine, ...sent }, body: rpc("resources/read", { uri, _meta: META }) }))
                    .text;
            } else {
              const answer = legacy ? await ask(url, { headers: inSession, body: call(kind) }) : await run(mine, kind);
              text = answer.text;
              for (const [, uri] of text.matchAll(/"uri":"(databricks:[^"]+)"/g)) if (uri) uris.push(uri);
            }
            for (const other of users) if (other !== user) expect(text).not.toContain(`secret-of-${other}`);
          }),
        );
      }),
      { numRuns: 12 },
    );
  });
});
