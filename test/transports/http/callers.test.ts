import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { createCallers } from "../../../src/transports/http/callers.ts";
import { ask, META, modern, rpc, serve } from "../../support/http-peer.ts";

const named = (name: string, version = "1") => {
  const message = rpc("tools/call", {
    name: "whoami",
    arguments: {},
    _meta: { ...META, "io.modelcontextprotocol/clientInfo": { name, version } },
  });
  return { headers: modern("whoami").headers, body: message };
};

describe("callers of 2026-07-28 requests over HTTP", () => {
  test("a client has one scope on all its connections, and another client has another", async () => {
    const { url } = await serve();
    const scopes: unknown[] = [];
    for (const request of [named("a"), named("a"), named("b"), named("a", "2")]) {
      const { json } = await ask(url, request);
      const { structuredContent } = json.result ?? {};
      scopes.push(Object(structuredContent).scope);
    }
    expect(scopes[1]).toBe(scopes[0]);
    expect(new Set(scopes).size).toBe(3);
    expect(scopes.join()).not.toContain("http");
  });

  test("H23 calls on new and rested connections take turns with those that follow each other at once", () => {
    let at = 0;
    const callers = createCallers({ restedMs: 50, now: () => at });
    const { body } = named("a");
    const [flooding, waiting] = [new Socket(), new Socket()];
    const first = callers.of(flooding, body);
    callers.done(flooding);
    const next = callers.of(flooding, body);
    const other = callers.of(waiting, body);
    callers.done(waiting);
    // Connections of one burst have one turn.
    expect(other.turn).toBe(first.turn);
    expect(next.turn).not.toBe(first.turn);
    at = 160;
    const rested = callers.of(waiting, body);
    expect([first.turn, next.turn]).not.toContain(rested.turn);
    expect(callers.of(new Socket(), body).turn).toBe(rested.turn);
    callers.done(flooding);
    at = 180;
    expect(callers.of(flooding, body).turn).toBe(next.turn);
    expect(next.scope).toBe(first.scope);
    expect(callers.of(new Socket(), {}).scope).toBe("http");
  });
});
