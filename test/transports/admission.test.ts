import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { describe, expect, test } from "vitest";
import { createAdmission } from "../../src/transports/stdio/admission.ts";

const MODERN = { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } };

function open(maxRunning = 2, maxWaitingBytes = 30) {
  const delivered: unknown[] = [];
  const refused: unknown[][] = [];
  const ended: unknown[] = [];
  const admission = createAdmission({
    maxRunning,
    maxWaitingBytes,
    listens: { open: (message) => ({ message, end: () => ended.push(message) }) },
    deliver: (message) => delivered.push("id" in message ? message.id : "method" in message && message.method),
    refuse: (id, code) => refused.push([id, code]),
  });
  const receive = (message: object) => admission.receive({ jsonrpc: "2.0", ...message } as JSONRPCMessage, 10);
  const call = (id: string | number, params: object = MODERN) => receive({ id, method: "tools/call", params });
  const cancel = (requestId: string | number) => receive({ method: "notifications/cancelled", params: { requestId } });
  return { admission, delivered, refused, ended, receive, call, cancel };
}

describe("createAdmission", () => {
  test("H13 a second initialize is refused, unless the first one failed", () => {
    const { admission, delivered, refused, receive } = open();
    receive({ id: 1, method: "initialize" });
    admission.answer(1, true);
    receive({ id: 2, method: "initialize" });
    admission.answer(2);
    receive({ id: 3, method: "initialize" });
    expect({ delivered, refused }).toEqual({ delivered: [1, 2], refused: [[3, -32600]] });
  });

  test("S16 a 2025-era request before initialize is refused, but not ping or a 2026-07-28 request", () => {
    const { delivered, refused, receive, call } = open();
    call(1, {});
    receive({ id: 2, method: "ping" });
    expect({ delivered, refused }).toEqual({ delivered: [2], refused: [[1, -32600]] });
    call(3);
    expect(delivered).toEqual([2, 3]);
  });

  test("S15 an open id is refused and can be reused after its response; 1 and '1' are different ids", () => {
    const { admission, delivered, refused, call } = open(9);
    call(1);
    call(1);
    call("1");
    expect({ delivered, refused }).toEqual({ delivered: [1, "1"], refused: [[1, -32600]] });
    expect([admission.answer(1), admission.answer(1)]).toEqual([true, false]);
    call(1);
    expect(delivered).toEqual([1, "1", 1]);
  });

  test("S08 requests over the limit wait, and those over the queue limit are refused", () => {
    const { admission, delivered, refused, call } = open(2, 30);
    for (const id of [1, 2, 3, 4, 5, 6]) call(id);
    expect({ delivered, refused }).toEqual({ delivered: [1, 2], refused: [[6, -32000]] });
    admission.answer(2);
    admission.answer(1);
    expect(delivered).toEqual([1, 2, 3, 4]);
  });

  test("S08 while held no request starts, but notifications pass", () => {
    const { admission, delivered, call, cancel } = open();
    admission.hold(true);
    call(1);
    cancel(99);
    expect(delivered).toEqual(["notifications/cancelled"]);
    admission.hold(false);
    expect(delivered).toEqual(["notifications/cancelled", 1]);
  });

  test("S01 a cancelled request gets no response; a waiting one never starts", () => {
    const { admission, delivered, call, cancel } = open(1);
    call(1);
    call(2);
    cancel(2);
    cancel(1);
    call(3);
    expect(delivered).toEqual([1, "notifications/cancelled", 3]);
    expect([admission.answer(1), admission.answer(2), admission.calls.size]).toEqual([false, false, 1]);
  });

  test("a subscription stays open without counting as running or delaying shutdown", () => {
    const { admission, delivered, refused, ended, receive, call, cancel } = open(1);
    receive({ id: "s", method: "subscriptions/listen", params: MODERN });
    receive({ id: "s", method: "subscriptions/listen", params: MODERN });
    call(1);
    expect({ delivered, refused }).toEqual({ delivered: ["s", 1], refused: [["s", -32600]] });
    receive({ id: "t", method: "subscriptions/listen", params: MODERN });
    expect(ended).toEqual([]);
    expect([admission.calls.size, admission.answer("s"), admission.answer("s")]).toEqual([1, true, false]);
    expect(ended).toMatchObject([{ id: "s" }]);
    cancel("t");
    expect(ended).toMatchObject([{ id: "s" }, { id: "t" }]);
  });

  test("S04 after stop every request is refused", () => {
    const { admission, refused, call } = open();
    admission.stop();
    call(1);
    expect(refused).toEqual([[1, -32000]]);
  });
});
