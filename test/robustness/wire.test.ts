import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type Peer, startPeer } from "../support/peer.ts";

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const SEED = 20_260_103;
const PIECES = 6_000;

/** The program before a workspace that is not there: nothing here may reach it. */
function start(...more: string[]): Peer {
  const peer = startPeer(process.execPath, [CLI, "--insecure-loopback", ...more], {
    PATH: process.env.PATH,
    DATABRICKS_HOST: "http://127.0.0.1:9",
    DATABRICKS_TOKEN: "dapi0123456789abcdef0123456789abcdef",
  });
  onTestFinished(() => peer.kill("SIGKILL"));
  return peer;
}

const message = JSON.stringify({
  jsonrpc: "2.0",
  id: 7,
  method: "tools/call",
  params: {
    name: "get_cluster",
    arguments: { cluster_id: 7, text: "\u00e9\u4e2d\u{1f600}" },
    _meta: { progressToken: 1 },
  },
});
const LINES = [
  message,
  '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  '{"jsonrpc":"2.0","id":1,"method":"ping","params":null}',
  '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}',
  '{"jsonrpc":"2.0","id":null,"result":{}}',
  '{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
  '{"jsonrpc":"2.0","id":"__proto__","method":"constructor","params":{"__proto__":{"a":1}}}',
  '{"jsonrpc":"2.0","id":2,"method":"completion/complete","params":{"ref":{"type":"ref/resource","uri":"x"},"argument":{}}}',
  '{"jsonrpc":"2.0","id":3,"method":"resources/read","params":{"uri":"databricks://results/%00?rows=9-1"}}',
  '{"jsonrpc":"2.0","id":4,"method":"prompts/get","params":{"name":"toString","arguments":{"x":[1]}}}',
  '{"jsonrpc":"2.0","id":5,"method":"logging/setLevel","params":{"level":"loud"}}',
  '{"jsonrpc":"2.0","id":6,"method":"resources/subscribe","params":{"uri":"databricks://clusters/x"}}',
  '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":[],"capabilities":7}}',
  `[${message},${message}]`,
  "[".repeat(10_000),
  '"\\ud800"',
];
const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A line as it is, cut, with bytes flipped, or nothing but noise. */
const damaged: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.constantFrom(...LINES).map(bytes),
  fc.tuple(fc.constantFrom(...LINES), fc.nat(300)).map(([line, end]) => bytes(line.slice(0, end))),
  fc
    .tuple(fc.constantFrom(...LINES), fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { minLength: 1, maxLength: 4 }))
    .map(([line, flips]) => {
      const copy = Buffer.from(line);
      for (const [at, byte] of flips) copy[at % copy.length] = byte;
      return copy;
    }),
  fc.uint8Array({ maxLength: 200 }),
);
const pieces = fc.sample(damaged, { seed: SEED, numRuns: PIECES });

/** Resident memory in bytes, if the system reports it. */
function residentBytes({ child }: Peer): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

test("stdio: for any bytes, stdout is JSON-RPC, the process lives, and memory does not grow", async () => {
  const peer = start();
  await peer.initialize();
  const before = residentBytes(peer);
  for (const [index, piece] of pieces.entries()) {
    peer.raw(piece);
    // Some lines run into the next one.
    if (index % 5 !== 0) peer.raw("\n");
  }
  peer.raw("\n");
  peer.send({ id: "after", method: "ping" });
  expect(await peer.answer("after")).toMatchObject({ result: {} });
  expect(peer.garbage).toEqual([]);
  const strange = peer.messages.filter((one) => Object(one).jsonrpc !== "2.0");
  expect(strange).toEqual([]);
  expect(JSON.stringify(peer.messages)).not.toMatch(/ {4}at |node_modules|The server failed on this call/);
  expect(peer.stderr()).not.toMatch(/uncaught|unhandled/);
  expect(residentBytes(peer) - before).toBeLessThan(200 * 2 ** 20);
  peer.child.stdin.end();
  expect((await peer.exit()).code).toBe(0);
});

/** Sends bytes on a socket of their own; resolves with what came back, at the latest when the patience is over. */
function exchange(port: number, sent: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
    socket.setTimeout(300, () => socket.destroy());
    socket.end(sent);
  });
}

test("HTTP: for any bytes, responses are complete and the server lives", async () => {
  const peer = start("--http", "127.0.0.1:0");
  await peer.said('"listening"').catch(() => {});
  const port = Number(/127\.0\.0\.1:(\d+)\/mcp/.exec(peer.stderr())?.[1]);
  const before = residentBytes(peer);
  const head = (length: number) =>
    `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
  const strange: string[] = [];
  let answered = 0;
  for (let from = 0; from < 1_000; from += 20) {
    const answers = await Promise.all(
      pieces.slice(from, from + 20).map((piece, index) => {
        // A damaged body under a good head, or a damaged head.
        if (index % 4 !== 0) return exchange(port, Buffer.concat([bytes(head(piece.length)), piece]));
        const broken = Buffer.from(head(0));
        for (const byte of piece.slice(0, 3)) broken[byte % broken.length] = byte;
        return exchange(port, broken);
      }),
    );
    answered += answers.filter((text) => text !== "").length;
    strange.push(...answers.filter((text) => text !== "" && !/^HTTP\/1\.1 [24]\d\d /.test(text)));
    strange.push(...answers.filter((text) => / {4}at |node_modules/.test(text)));
  }
  expect(strange).toEqual([]);
  expect(answered).toBeGreaterThan(500);
  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(await health.json()).toMatchObject({ status: "ok" });
  expect(peer.stderr()).not.toMatch(/uncaught|unhandled/);
  expect(residentBytes(peer) - before).toBeLessThan(200 * 2 ** 20);
  peer.kill("SIGTERM");
  expect((await peer.exit()).code).toBe(0);
}, 40_000);
