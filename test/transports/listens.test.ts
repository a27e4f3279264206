import { describe, expect, test } from "vitest";
import { createListens, isListen } from "../../src/transports/listens.ts";

const listen = (id: number, notifications: object) => ({
  jsonrpc: "2.0",
  id,
  method: "subscriptions/listen",
  params: { notifications, _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } },
});

/** Subscribes to everything except `x://unknown`, and records subscriptions and publications. */
function open() {
  const followed = new Map<string, () => void>();
  const begun: string[] = [];
  const published: string[] = [];
  const listens = createListens(
    (scope, uri, changed) => {
      if (uri === "x://unknown") return { problem: "no" };
      begun.push(`${scope} ${uri}`);
      followed.set(uri, changed);
      return { stop: () => void followed.delete(uri) };
    },
    "ana",
    (uri) => void published.push(uri),
  );
  return { listens, followed, begun, published };
}

describe("createListens", () => {
  test("passes only subscribed resources to the SDK, each once; the rest of the request stays", () => {
    const { listens, begun } = open();
    const request = listen(1, { toolsListChanged: true, resourceSubscriptions: ["x://a", "x://unknown", "x://a"] });
    const { message } = listens.open(request);
    expect(message).toEqual({
      ...request,
      params: { ...request.params, notifications: { toolsListChanged: true, resourceSubscriptions: ["x://a"] } },
    });
    expect(begun).toEqual(["ana x://a"]);
  });

  test("a resource of several streams has one subscription, is published once, and ends with the last stream", () => {
    const { listens, followed, begun, published } = open();
    const one = listens.open(listen(1, { resourceSubscriptions: ["x://a"] }));
    const two = listens.open(listen(2, { resourceSubscriptions: ["x://a", "x://b"] }));
    expect(begun).toEqual(["ana x://a", "ana x://b"]);
    followed.get("x://a")?.();
    expect(published).toEqual(["x://a"]);

    one.end();
    one.end();
    expect([...followed.keys()]).toEqual(["x://a", "x://b"]);
    two.end();
    expect(followed.size).toBe(0);
    listens.open(listen(3, { resourceSubscriptions: ["x://a"] }));
    expect(begun).toEqual(["ana x://a", "ana x://b", "ana x://a"]);
  });

  test("everything ends with the connection", () => {
    const { listens, followed } = open();
    const one = listens.open(listen(1, { resourceSubscriptions: ["x://a"] }));
    listens.open(listen(2, { resourceSubscriptions: ["x://a", "x://b"] }));
    listens.endAll();
    one.end();
    expect(followed.size).toBe(0);
  });

  test.each([
    ["of lists only", listen(1, { toolsListChanged: true })],
    ["with a list that is none", listen(1, { resourceSubscriptions: "x://a" })],
    ["with an address that is no text", listen(1, { resourceSubscriptions: ["x://a", 7] })],
    ["without a filter", { jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params: {} }],
  ])("a request %s passes unchanged and subscribes to nothing", (_, request) => {
    const { listens, begun } = open();
    const { message, end } = listens.open(request);
    end();
    expect(message).toBe(request);
    expect(begun).toEqual([]);
  });

  test("handles only requests for streams", () => {
    expect([listen(1, {}), { method: "tools/call" }, {}, null, "x"].map(isListen)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
