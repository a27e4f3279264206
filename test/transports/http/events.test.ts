import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Events, openEvents } from "../../../src/transports/http/events.ts";

/** A client that receives a stream. */
async function received(use: (events: Events) => void) {
  const server = createServer((_, res) => use(openEvents(res, "s1", 1000)));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, resolve).on("error", reject);
  });
  const parts: string[] = [];
  response.setEncoding("utf8").on("data", (part: string) => parts.push(part));
  const ended = new Promise<void>((resolve) => response.on("end", resolve));
  return { headers: response.headers, text: () => parts.join(""), ended };
}

test("a response that is there at once has its length, and is an event of the session", async () => {
  const { headers, text, ended } = await received((events) => events.finish('{"id":1}'));
  await ended;
  expect(headers).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "mcp-session-id": "s1",
    "content-length": String(text().length),
  });
  expect(text()).toBe('event: message\ndata: {"id":1}\n\n');
});

test("a client that waits has the headers, then comments, then each message when it is there", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  let opened: Events | undefined;
  const { headers, text, ended } = await received((events) => {
    opened = events;
  });
  expect(headers["content-length"]).toBeUndefined();
  vi.advanceTimersByTime(31_000);
  await vi.waitFor(() => expect(text()).toBe(": keepalive\n\n: keepalive\n\n"));
  opened?.send('{"method":"notifications/progress"}');
  await vi.waitFor(() => expect(text()).toContain("progress"));
  opened?.finish('{"id":1}');
  await ended;
  expect(text()).toMatch(/progress"}\n\nevent: message\ndata: {"id":1}\n\n$/);
  expect(vi.getTimerCount()).toBe(0);
});

test("nothing follows the end", async () => {
  const { text, ended } = await received((events) => {
    events.end();
    events.send("{}");
    events.finish("{}");
    events.end();
  });
  await ended;
  expect(text()).toBe("");
});
