import { describe, expect, test } from "vitest";
import { LIMITS, runInEngine, type ScriptEnd } from "../../src/code/engine.ts";

const SMALL = {
  ...LIMITS,
  steps: 300,
  memoryBytes: 2 * 1024 * 1024,
  busyMs: 15_000,
  calls: 5,
  logChars: 1000,
  valueChars: 10_000,
};

interface Seen {
  readonly end: ScriptEnd;
  readonly calls: readonly (readonly [name: string, args: unknown])[];
}

async function run(script: string, answer = "{}"): Promise<Seen> {
  const calls: [string, unknown][] = [];
  const end = await runInEngine({
    script,
    tools: ["tool"],
    seed: 1,
    now: 1_700_000_000_000,
    signal: new AbortController().signal,
    limits: SMALL,
    call: async (name, args) => {
      calls.push([name, args]);
      return answer;
    },
  });
  return { end, calls };
}

const value = async (script: string, answer?: string) => {
  const { end } = await run(script, answer);
  return "value" in end ? end.value : end.failed;
};

describe("nothing of the host is inside", () => {
  test.each([
    "process",
    "require",
    "module",
    "Buffer",
    "fetch",
    "XMLHttpRequest",
    "WebAssembly",
    "setTimeout",
    "setInterval",
    "queueMicrotask",
    "importScripts",
    "postMessage",
    "std",
    "os",
    "bjson",
  ])("%s is not there", async (name) => {
    expect(await value(`return typeof ${name}`)).toBe("undefined");
  });

  test("constructors of every function lead to the script's own world", async () => {
    const reached = `
      const makers = [databricks.tool, sleep, console.log, (async () => {}), function* () {}].map((f) => f.constructor);
      return makers.map((make) => { try { return typeof make("return this")().process; } catch (error) { return "refused"; } });`;
    for (const found of (await value(reached)) as string[]) expect(["undefined", "refused"]).toContain(found);
  });

  test("imports are refused", async () => {
    expect(String(await value("return await import('node:fs')"))).toMatch(/import|load|module/i);
    expect(String(await value("import fs from 'fs'"))).toMatch(/Line 1/);
  });
});

describe("what a script hands over is data", () => {
  test("getters, proxies and toJSON run inside, before anything is sent", async () => {
    const { calls } = await run(
      "await databricks.tool({ get a() { return 1 }, b: { toJSON: () => 'j' }, c: new Proxy({ d: 2 }, {}), e: () => 3 });",
    );
    expect(calls).toEqual([["tool", { a: 1, b: "j", c: { d: 2 } }]]);
  });

  test("a __proto__ in arguments or results pollutes nothing", async () => {
    const { calls } = await run(`await databricks.tool(JSON.parse('{"__proto__": {"polluted": 1}}'))`);
    expect(Object.keys(calls[0]?.[1] as object)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const inside = "const r = await databricks.tool(); return [({}).polluted === undefined, Object.keys(r)]";
    expect(await value(inside, '{"__proto__": {"polluted": 1}}')).toEqual([true, ["__proto__"]]);
  });

  test("a script that changes the built-in objects changes only its own", async () => {
    const script = `
      JSON.stringify = () => "forged"; JSON.parse = () => "forged"; Promise.prototype.then = () => "forged";
      Array.prototype.map = () => "forged"; Object.prototype.injected = 1;
      return { plain: 1 };`;
    expect(await value(script)).toEqual({ plain: 1, ...{} });
    expect(({} as Record<string, unknown>).injected).toBeUndefined();
  });

  test("errors with getters, cycles and big integers have an end", async () => {
    for (const script of [
      "throw { get message() { throw 1 } }",
      "const a = {}; a.a = a; return a",
      "return 10n",
      "throw new Proxy(new Error('x'), { get() { throw 2 } })",
      "return { toJSON() { throw new Error('no') } }",
    ])
      expect((await run(script)).end).toHaveProperty("failed");
    expect(await value("return undefined")).toBeNull();
    expect(await value("return Symbol('s')")).toBeDefined();
  });
});

describe("limits", () => {
  test.each([
    ["an endless loop", "while (true) {}", /too many steps|without a pause/],
    [
      "an endless chain of promises",
      "const f = () => Promise.resolve().then(f); await f();",
      /too many steps|without a pause|memory|never happens/,
    ],
    [
      "a regular expression without end",
      "return /(a+)+$/.test('a'.repeat(40) + 'b')",
      /too many steps|without a pause/,
    ],
    ["endless recursion", "const f = () => f() + 1; return f()", /nest too deeply|stack/i],
    [
      "memory",
      "const a = []; while (true) a.push(new Array(1000).fill(a.length))",
      /memory|too many steps|without a pause/,
    ],
    ["one huge string", "return 'x'.repeat(2 ** 29)", /memory|length/i],
    ["a value that is too long", "return 'x'.repeat(20_000)", /20\d\d\d characters; 10000 are allowed/],
    ["a promise that is never resolved", "await new Promise(() => {})", /waits for something that never happens/],
  ])("%s", async (_, script, expected) => {
    expect(String(await value(script))).toMatch(expected);
  });

  test("too many calls are refused inside the script", async () => {
    const { end, calls } = await run("for (let i = 0; i < 9; i++) await databricks.tool({ i });");
    expect(calls).toHaveLength(5);
    expect(end).toMatchObject({ failed: expect.stringContaining("A script may make 5 calls") });
  });

  test("a console without end is cut", async () => {
    const { end } = await run("for (let i = 0; i < 100; i++) console.log('x'.repeat(100));");
    expect(end.log.join("").length).toBeLessThanOrEqual(1000);
  });

  test("a cancelled script stops", async () => {
    const cancel = new AbortController();
    const running = runInEngine({
      script: "await sleep(60_000)",
      tools: [],
      seed: 1,
      now: 0,
      signal: cancel.signal,
      limits: SMALL,
      call: async () => "{}",
    });
    cancel.abort(new Error("given up"));
    await expect(running).rejects.toThrow("given up");
  });
});

test("chance and time repeat, so that a script takes the same way twice", async () => {
  const script = "return [Math.random(), Math.random(), Date.now(), new Date().getTime(), new Date(5).getTime()]";
  expect(await value(script)).toEqual(await value(script));
});
