import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Interpreter, startInterpreter } from "../../../sandbox/compute/python/interpreter.ts";
import type { Results } from "./session.ts";

let python: Interpreter;
beforeAll(() => {
  python = startInterpreter();
});
afterAll(() => python.close());

let count = 0;
async function raw(source: string): Promise<string> {
  count += 1;
  const outcome = await python.run(`<command-${count}>`, source);
  if (outcome.kind !== "finished") throw new Error(JSON.stringify(outcome));
  return outcome.result;
}
const run = async (source: string): Promise<Results> => JSON.parse(await raw(source));
const text = async (source: string) => (await run(source)).data;

describe("text", () => {
  test.each([
    ["nothing", "x = 1", ""],
    ["an empty command", "", ""],
    ["a comment", "# only this", ""],
    ["the last value", "1\n2", "2"],
    ["no None", "None", ""],
    ["printed lines", "print('a')\nprint('b')", "a\nb"],
    ["printed lines and the last value", "print('a')\n'b'", "a\n'b'"],
    ["an unfinished line and the last value", "print('a', end='')\n'b'", "a\n'b'"],
    ["no value after a semicolon", "5;", ""],
    ["what went to standard error", "import sys\nprint('warn', file=sys.stderr)", "warn"],
    ["a value awaited", "import asyncio\nawait asyncio.sleep(0, 'late')", "'late'"],
    ["gathered values", "await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0.01, 2))", "[1, 2]"],
    ["asyncio.run", "asyncio.run(asyncio.sleep(0, 3))", "3"],
    ["a big integer", "2 ** 70", "1180591620717411303424"],
    ["half a surrogate pair", "'\\ud800'", "'\\ud800'"],
    ["any script", "'Zürich 東京 🦆'", "'Zürich 東京 🦆'"],
    ["HTML as its source", "displayHTML('<b>hi</b>')", "<b>hi</b>"],
    ["a plain value displayed", "display(3)", "3"],
  ])("%s", async (_, source, expected) => {
    expect(await text(source)).toBe(expected);
  });

  test("the previous value is _", async () => {
    await run("6 * 7");
    expect(await text("_")).toBe("42");
  });

  test("definitions, classes and modules are kept", async () => {
    await run("import math\nclass Point:\n    def __init__(self, x): self.x = x\np = Point(math.floor(2.5))");
    expect(await text("p.x, type(p).__module__")).toBe("(2, '__main__')");
    expect(await text("import pickle\npickle.loads(pickle.dumps(p)).x")).toBe("2");
  });
});

describe("tables", () => {
  test("rows of dicts become columns with Spark's types", async () => {
    const table = await run(`
import datetime, decimal
display([
  {"id": 1, "name": "Oslo", "share": 0.5, "open": True, "day": datetime.date(2026, 1, 14),
   "at": datetime.datetime(2026, 1, 14, 8, 30), "price": decimal.Decimal("1.50"), "tags": ["a"], "more": {"k": 1}, "raw": b"hi"},
  {"id": 9007199254740993, "name": None, "share": 2, "open": False},
])`);
    expect(table).toMatchObject({ resultType: "table", truncated: false, isJsonSchema: true });
    const types = Object.fromEntries(table.schema?.map(({ name, type }) => [name, JSON.parse(type)]) ?? []);
    expect(types).toEqual({
      id: "long",
      name: "string",
      share: "double",
      open: "boolean",
      day: "date",
      at: "timestamp",
      price: "decimal(38,18)",
      tags: { type: "array", elementType: "string", containsNull: true },
      more: { type: "map", keyType: "string", valueType: "long", valueContainsNull: true },
      raw: "binary",
    });
    expect(table.data).toEqual([
      [1, "Oslo", 0.5, true, "2026-01-14", "2026-01-14T08:30:00.000", "1.50", ["a"], { k: 1 }, "aGk="],
      [expect.anything(), null, 2, false, null, null, null, null, null, null],
    ]);
  });

  test("integers beyond 2^53 keep their digits, and values that JSON does not have become text", async () => {
    expect(await raw("display([{'id': 9007199254740993}])")).toContain("[[9007199254740993]]");
    expect((await run("display([{'x': float('nan')}, {'x': float('-inf')}])")).data).toEqual([["NaN"], ["-Infinity"]]);
  });

  test.each([
    ["tuples", "display([(1, 'a'), (2, 'b')])", ["_1", "_2"]],
    ["named tuples", "from collections import namedtuple\ndisplay([namedtuple('P', 'x y')(1, 2)])", ["x", "y"]],
    ["a dict of columns", "display({'a': [1, 2], 'b': [3, 4]})", ["a", "b"]],
    ["a list of values", "display([1, 2])", ["value"]],
    ["nothing", "display([])", []],
  ])("%s", async (_, source, names) => {
    expect((await run(source)).schema?.map(({ name }) => name)).toEqual(names);
  });

  test("a long table is truncated to a thousand rows and marked", async () => {
    const table = await run("display([{'n': n} for n in range(5000)])");
    expect(table.truncated).toBe(true);
    expect(table.data).toHaveLength(1000);
  });

  test("the output of one command is not in the result of the next", async () => {
    await run("display([{'a': 1}])\n1 / 0");
    expect(await run("2")).toEqual({ resultType: "text", data: "2" });
  });
});

describe("images", () => {
  const PNG = "b'\\x89PNG\\r\\n\\x1a\\n' + bytes(20)";

  test("one image and several", async () => {
    const one = await run(`display(${PNG})`);
    expect(one).toMatchObject({
      resultType: "image",
      fileName: expect.stringMatching(/^data:image\/png;base64,iVBORw0KGgo/),
    });
    const several = await run(`display(${PNG}, ${PNG})`);
    expect(several.resultType).toBe("images");
    expect(several.fileNames).toHaveLength(2);
  });

  test("a large image is returned as its path in the file store", async () => {
    expect((await run("display(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(2_000_000))")).fileName).toMatch(
      /^\/plots\/[\w-]+\.png$/,
    );
  });
});

describe("errors", () => {
  test("a syntax error shows its position", async () => {
    const { resultType, summary, cause } = await run("x = 1\ny ==");
    expect(resultType).toBe("error");
    expect(summary).toMatch(/SyntaxError<\/span>: invalid syntax \(&lt;command-\d+&gt;, line 2\)/);
    expect(cause).toContain("    y ==\n");
  });

  test("a chain of exceptions starts with the first", async () => {
    const { cause } = await run(
      "try:\n    {}['key']\nexcept KeyError as error:\n    raise ValueError('no <key>') from error",
    );
    const [first, second] = cause?.split("The above exception was the direct cause of the following exception:") ?? [];
    expect(first).toContain("KeyError");
    expect(second).toContain("no <key>");
  });

  test.each([
    ["sys.exit", "import sys\nsys.exit(3)", "SystemExit</span>: 3"],
    ["HTML in a message", "raise ValueError('<b>&')", "ValueError</span>: &lt;b&gt;&amp;"],
    [
      "an exception that cannot be printed",
      "class Odd(Exception):\n    def __str__(self): raise RuntimeError\nraise Odd",
      "Odd</span>: &lt;unprintable&gt;",
    ],
    ["Spark without a workspace", "spark.sql('SELECT 1')", "AnalysisException</span>: [NO_WORKSPACE]"],
    ["dbutils without a workspace", "dbutils.fs.ls('/')", "This process does not belong to a workspace."],
    [
      "a package that has no build",
      "import pandas",
      "No module named 'pandas'. The embedded workspace runs Python in WebAssembly",
    ],
    ["a magic", "%sql\nSELECT 1", "SyntaxError"],
    ["a value whose repr fails", "class Bad:\n    def __repr__(self): raise ValueError('no repr')\nBad()", "no repr"],
  ])("%s", async (_, source, summary) => {
    expect((await run(source)).summary).toContain(summary);
  });
});
