import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { bundle, type Peer, startPeer } from "../support/peer.ts";

let program: string;
const peers: Peer[] = [];

beforeAll(async () => {
  program = await bundle(fileURLToPath(new URL("../support/stdio-fixture.ts", import.meta.url)));
});
afterEach(() => {
  for (const peer of peers.splice(0)) {
    expect(peer.garbage).toEqual([]);
    peer.kill("SIGKILL");
  }
});

const start = (): Peer => {
  const peer = startPeer(process.execPath, [program]);
  peers.push(peer);
  return peer;
};
const connect = async (): Promise<Peer> => {
  const peer = start();
  await peer.initialize();
  return peer;
};
/** Everything sent before has been processed: no further responses follow. */
const settled = async (peer: Peer, id = "settled") => {
  peer.call(id, "echo");
  await peer.answer(id);
};
const answersTo = (peer: Peer, id: string | number | null) => peer.messages.filter((message) => message.id === id);
const residentMiB = (peer: Peer): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${peer.child.pid}/status`, "utf8"))?.[1]) / 1024;

describe("cancelling", () => {
  test("S01 a cancelled call stops, closes its upstream socket, and gets no response", async () => {
    let requested = () => {};
    let hungUp = () => {};
    const request = new Promise<void>((resolve) => (requested = resolve));
    const hangUp = new Promise<void>((resolve) => (hungUp = resolve));
    const upstream = createServer((req) => {
      requested();
      req.socket.on("close", hungUp);
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    const { port } = upstream.address() as AddressInfo;

    const peer = await connect();
    peer.call("slow", "upstream", { url: `http://127.0.0.1:${port}/` });
    await request;
    peer.send({ method: "notifications/cancelled", params: { requestId: "slow", reason: "changed my mind" } });
    await hangUp;
    await settled(peer);
    expect(answersTo(peer, "slow")).toEqual([]);
    upstream.close();
  });

  test("S02 cancelling what is unknown or finished changes nothing", async () => {
    const peer = await connect();
    await settled(peer, "done");
    peer.send({ method: "notifications/cancelled", params: { requestId: "done" } });
    peer.send({ method: "notifications/cancelled", params: { requestId: "never" } });
    peer.send({ method: "notifications/cancelled" });
    await settled(peer);
    expect(peer.messages).toHaveLength(3);
  });
});

describe("ending", () => {
  test("S03 stdin ends while idle: exit 0, despite open handles", async () => {
    const peer = await connect();
    peer.child.stdin.end();
    expect((await peer.exit()).code).toBe(0);
  });

  test("S04 stdin ends during a call: a short call finishes", async () => {
    const peer = await connect();
    peer.call(1, "sleep", { ms: 300 });
    peer.child.stdin.end();
    expect((await peer.exit()).code).toBe(0);
    expect(answersTo(peer, 1)).toMatchObject([{ result: { structuredContent: { slept: 300 } } }]);
  });

  test("S04 stdin ends during a call: a long call gets an error, exit 0", async () => {
    const peer = await connect();
    peer.call(1, "sleep", { ms: 60_000 });
    peer.child.stdin.end();
    expect((await peer.exit()).code).toBe(0);
    expect(peer.stderr()).toContain("aborted 1");
    expect(answersTo(peer, 1)).toMatchObject([{ error: { message: expect.stringContaining("shutting down") } }]);
  });

  test("a whole exchange can be piped in", async () => {
    const peer = start();
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "pipe", version: "1" } };
    peer.send({ id: 1, method: "initialize", params });
    peer.send({ method: "notifications/initialized" });
    peer.call(2, "echo", { text: "piped" });
    peer.child.stdin.end('{"jsonrpc":"2.0","id":3,"method":"ping"}');
    expect((await peer.exit()).code).toBe(0);
    expect(peer.messages.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "S05 %s during a call: it finishes, new requests are refused, exit 0",
    async (signal) => {
      const peer = await connect();
      peer.call(1, "sleep", { ms: 500 });
      await settled(peer);
      peer.kill(signal);
      await peer.said("connection closing");
      peer.call(2, "echo");
      const { code } = await peer.exit();
      expect(code).toBe(0);
      expect(answersTo(peer, 1)).toMatchObject([{ result: {} }]);
      expect(answersTo(peer, 2)).toMatchObject([{ error: { code: -32000 } }]);
    },
  );

  test("S06 a second signal ends the process immediately, not with exit code 0", async () => {
    const peer = await connect();
    peer.call(1, "sleep", { ms: 60_000 });
    await settled(peer);
    peer.kill("SIGTERM");
    await peer.said("connection closing");
    peer.kill("SIGTERM");
    expect((await peer.exit()).code).toBe(1);
  });

  test("S07 stdout closed: calls are cancelled, exit, no stack trace", async () => {
    const peer = await connect();
    peer.call("long", "sleep", { ms: 60_000 });
    await settled(peer);
    peer.child.stdout.destroy();
    peer.call(1, "echo");
    expect((await peer.exit()).code).toBe(0);
    expect(peer.stderr()).toContain("aborted long");
    expect(peer.stderr()).not.toMatch(/^\s+at /m);
  });
});

describe("a client that does not read", () => {
  test("S08 receives no more than it reads, and everything once it reads again", async () => {
    const peer = await connect();
    peer.call("warm", "huge", { bytes: 100_000 });
    await peer.answer("warm");
    const before = residentMiB(peer);
    peer.child.stdout.pause();
    const count = 1_000;
    for (let id = 0; id < count; id++) peer.call(id, "huge", { bytes: 200_000 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(residentMiB(peer) - before).toBeLessThan(64);
    peer.child.stdout.resume();
    for (let id = 0; id < count; id++) await peer.answer(id);
  });
});

describe("bad input", () => {
  test("S09 a malformed line is answered with a parse error and the next request is served", async () => {
    const peer = await connect();
    peer.raw('{"jsonrpc":"2.0","id":1,"meth\n');
    await settled(peer);
    expect(answersTo(peer, null)).toMatchObject([{ error: { code: -32700 } }]);
  });

  test("S10 a batch gets one error and is not executed", async () => {
    const peer = await connect();
    await settled(peer, "before");
    const item = (id: number) => ({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "echo" } });
    peer.raw(`${JSON.stringify([item(1), item(2)])}\n`);
    await settled(peer, "after");
    expect(answersTo(peer, null)).toMatchObject([{ error: { code: -32600 } }]);
    expect((await peer.answer("after")).result).toMatchObject({ structuredContent: { calls: 2 } });
    expect(peer.messages).toHaveLength(4);
  });

  test("S11 an 11 MiB line is refused without buffering, with and without a newline", async () => {
    const peer = await connect();
    const before = residentMiB(peer);
    const megabyte = Buffer.alloc(1024 * 1024, "x");
    for (let sent = 0; sent < 11; sent++) peer.raw(megabyte);
    await peer.answer(null);
    expect(residentMiB(peer) - before).toBeLessThan(64);
    peer.raw("\n");
    await settled(peer);
    for (let sent = 0; sent < 11; sent++) peer.raw(megabyte);
    peer.child.stdin.end();
    expect((await peer.exit()).code).toBe(0);
    expect(answersTo(peer, null)).toMatchObject([{ error: { code: -32600 } }, { error: { code: -32600 } }]);
  });

  test("S12 invalid UTF-8 is refused, and text is the same message for any split", async () => {
    const peer = await connect();
    peer.raw(Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]));
    const text = "é\u2028😀\u0000";
    const params = { name: "echo", arguments: { text } };
    const line = Buffer.from(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params })}\r\n`);
    peer.child.stdin.setDefaultEncoding("latin1");
    for (const byte of line) peer.raw(Buffer.from([byte]));
    expect((await peer.answer(1)).result).toMatchObject({ structuredContent: { text } });
    expect(answersTo(peer, null)).toMatchObject([{ error: { code: -32700 } }]);
  });

  test("S13 an unknown method is -32601", async () => {
    const peer = await connect();
    peer.send({ id: 1, method: "tools/destroy" });
    expect(await peer.answer(1)).toMatchObject({ error: { code: -32601 } });
  });

  test("S15 an open id is refused; the first call is executed once and answered", async () => {
    const peer = await connect();
    peer.call(1, "sleep", { ms: 300 });
    peer.call(1, "echo");
    await peer.message(({ id, result }) => id === 1 && result !== undefined);
    await settled(peer);
    expect(answersTo(peer, 1)).toMatchObject([{ error: { code: -32600 } }, { result: {} }]);
    expect((await peer.answer("settled")).result).toMatchObject({ structuredContent: { calls: 1 } });
  });

  test("S16 tools/call before initialize is refused, and the connection can still be opened", async () => {
    const peer = start();
    peer.call(1, "echo");
    expect(await peer.answer(1)).toMatchObject({
      error: { code: -32600, message: "Send initialize before tools/call" },
    });
    await peer.initialize();
    await settled(peer);
    expect((await peer.answer("settled")).result).toMatchObject({ structuredContent: { calls: 1, era: "legacy" } });
  });

  test("S16 a 2026-07-28 request needs no handshake", async () => {
    const peer = start();
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {},
      "io.modelcontextprotocol/clientInfo": { name: "peer", version: "1" },
    };
    peer.send({ id: 1, method: "tools/call", params: { name: "echo", arguments: {}, _meta } });
    expect((await peer.answer(1)).result).toMatchObject({ structuredContent: { era: "modern" } });
  });
});

describe("bad output", () => {
  test("S17 stdout carries only the protocol, even if code prints to the console", async () => {
    const peer = await connect();
    peer.call(1, "noisy");
    await peer.answer(1);
    await settled(peer);
    expect(peer.garbage).toEqual([]);
    expect(peer.stderr().match(/noise/g)).toHaveLength(7);
  });

  test.each(["deep", "bigint", "cycle"])("S19 a result with %s gets an error response", async (tool) => {
    const peer = await connect();
    peer.call(1, tool);
    expect(await peer.answer(1)).toMatchObject({ error: { code: -32603 } });
    await settled(peer);
  });

  test("S19 a result over 8 MiB gets an error response with the reason", async () => {
    const peer = await connect();
    peer.call(1, "huge", { bytes: 9 * 1024 * 1024 });
    expect(await peer.answer(1)).toMatchObject({ error: { message: expect.stringContaining("Request less") } });
  });

  test("S18 an error thrown in a handler is that call's error", async () => {
    const peer = await connect();
    peer.call(1, "throws");
    expect(await peer.answer(1)).toMatchObject({ error: { code: -32603 } });
    await settled(peer);
  });

  test.each(["crash", "reject"])(
    "S18 a fatal error (%s) ends open calls with an error, is logged once and exits with 1",
    async (tool) => {
      const peer = await connect();
      peer.call("other", "sleep", { ms: 60_000 });
      peer.call("fatal", tool);
      expect((await peer.exit()).code).toBe(1);
      expect(peer.stderr().match(/"level":"error"/g)).toHaveLength(1);
      expect(answersTo(peer, "other")).toMatchObject([{ error: { message: "The server failed" } }]);
      expect(answersTo(peer, "fatal")).toMatchObject([{ error: { message: "The server failed" } }]);
    },
  );
});
