import { describe, expect, test } from "vitest";
import { LIMITS, runInEngine, type ScriptEnd } from "../../src/code/engine.ts";

const SMALL = {
  ...LIMITS,
  steps: 300,
  memoryBytes: 2 * 1024 * 1024,
  busyMs: 15_000,
  calls: 5,
  pauses: 100_000,
  logChars: 1000,
  valueChars: 10_000,
};

interface Seen {
  readonly end: ScriptEnd;
  readonly calls: readonly (readonly [name: string, args: unknown])[];
}

async function run(script: string, answer = "{}", limits = SMALL): Promise<Seen> {
  const calls: [string, unknown][] = [];
  const end = await runInEngine({
    script,
    tools: ["tool", "broken"],
    seed: 1,
    now: 1_700_000_000_000,
    signal: new AbortController().signal,
    limits,
    call: async (name, args) => {
      calls.push([name, args]);
      if (name === "broken") throw new Error("It is broken.");
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

  test("a flood of messages does not reach the owner", async () => {
    expect(await value("for (let i = 0; i < 1000; i++) databricks.tool({ i }).catch(() => {}); return 1")).toBe(1);
    const { calls, end } = await run("for (let i = 0; i < 1000; i++) databricks.tool({ i });");
    expect(calls).toHaveLength(5);
    expect(end).toMatchObject({ failed: expect.stringContaining("A script may make 5 calls") });
    const pausing = await run("for (let i = 0; i < 10; i++) sleep(0);", "{}", { ...SMALL, pauses: 3 });
    expect(pausing.end).toMatchObject({ failed: expect.stringContaining("A script may pause 3 times.") });
  });

  test("memory may grow while a pause begins", async () => {
    const script = "const all = []; for (let i = 0; i < 40_000; i++) all.push(sleep(1e9)); return all.length";
    const { end } = await run(script, "{}", { ...LIMITS, pauses: 40_000 });
    expect(end).toMatchObject({ value: 40_000 });
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

describe("values that JSON has no form for", () => {
  test.each([
    ["a big integer", "return 10n", "10"],
    ["a map and a set", "return [new Map([['a', 1n]]), new Set([1, 2])]", [{ a: "1" }, [1, 2]]],
    ["an error", "return new TypeError('no')", { name: "TypeError", message: "no" }],
    ["an object that refers to itself, on the console", "const a = {}; a.a = a; console.log(a); return 1", 1],
  ])("%s", async (_, script, expected) => expect(await value(script)).toEqual(expected));

  test("a promise is not a value", async () => {
    expect(await value("return [1].map(async () => 1)")).toMatch(/A promise is not a value/);
  });
});

describe("a call without await", () => {
  test.each([
    ["a field", "const r = databricks.tool({}); return r.jobs.length", "(await databricks.tool({…})).jobs"],
    ["fields taken apart", "const { jobs } = databricks.tool({}); return jobs", "(await databricks.tool({…})).jobs"],
    ["a loop", "for (const one of databricks.tool({})) console.log(one)", "(await databricks.tool({…}))"],
    ["a value", "return { a: databricks.tool({}) }", "(await databricks.tool({…}))"],
    ["a text", "return 'x' + databricks.tool({})", "(await databricks.tool({…}))"],
  ])("%s: the error says where to write it", async (_, script, advice) =>
    expect(await value(script)).toContain(advice),
  );

  test("ends before the script does, and its failure is the script's", async () => {
    expect(await value("databricks.tool({}); return 1")).toBe(1);
    expect(await value("databricks.broken({}); return 1")).toBe("It is broken.");
    expect(await value("databricks.broken({}).catch(() => {}); return 1")).toBe(1);
    const later = "const p = databricks.broken({}); await sleep(20); try { await p } catch (e) { return e.message }";
    expect(await value(later)).toBe("It is broken.");
  });

  test("a script that returns nothing is at work until its functions have ended", async () => {
    const work =
      "const work = async () => { await databricks.tool({ a: 1 }); await sleep(1); await databricks.tool({ a: 2 }); };";
    expect((await run(`${work} const started = work();`)).calls).toHaveLength(2);
  });
});

describe("ways to write a script", () => {
  test.each([
    ["an expression", "(await databricks.tool({})).length", 2],
    ["a function", "async () => {\n  return (await databricks.tool({})).length;\n};", 2],
    ["a function with a name", "async function main() { return 7 }", 7],
    ["a function that is called", "(async () => { return 5 })();", 5],
    ["a main function at the end", "async function main() { return 7 }\nmain();", 7],
    ["a main function that is awaited", "const main = async () => 7;\nawait main();", 7],
    ["a value at the end", "const all = await databricks.tool({});\nall.length", 2],
    ["a name that belongs to the line before", "let one = 1;\nconst two =\n  one", null],
    ["a loop before its end", "for (const one of [1, 2])\n  one;\nreturn 4", 4],
    ["a block of Markdown", "```js\nreturn 3\n```", 3],
  ])("%s", async (_, script, expected) => expect(await value(script, '"[]"')).toBe(expected));
});

describe("errors help", () => {
  test.each([
    ["const a = 1\nconst b = ;\nreturn a", /^Line 2: .*\n {2}const b = ;$/],
    ["const a = {};\nreturn a.b.c", /^Line 2: .*search_tools show the fields of results\.\n {2}return a\.b\.c$/],
    ["return fetch('https://example.com')", /no network/],
    ["const fs = require('fs')", /no modules/],
    ["import fs from 'fs'", /no modules/],
    ["const x: number = 5; return x", /without types/],
    ["setTimeout(() => {}, 5)", /await sleep\(ms\)/],
    ["return await tool({})", /It is databricks\.tool\./],
    ["return await databricks.jobs.list({})", /databricks\.jobs is not a tool of this server/],
    ["const a = {}; a.a = a; return a", /circular reference\. The value refers to itself/],
  ])("%s", async (script, expected) => expect(await value(script)).toMatch(expected));

  test("the tools can be listed and not replaced", async () => {
    expect(await value("databricks.other = 1; return [Object.keys(databricks), 'tool' in databricks]")).toEqual([
      ["tool", "broken"],
      true,
    ]);
  });
});

test("chance and time repeat, so that a script takes the same way twice", async () => {
  const script = "return [Math.random(), Math.random(), Date.now(), new Date().getTime(), new Date(5).getTime()]";
  expect(await value(script)).toEqual(await value(script));
});
