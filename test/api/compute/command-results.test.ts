import { describe, expect, test } from "vitest";
import { plainText, readResults } from "../../../src/api/compute/command-results.ts";

describe("text", () => {
  test.each([
    ["plain", { resultType: "text", data: "hello\n" }, "hello\n"],
    ["coloured", { resultType: "text", data: "\u001b[31mred\u001b[0m and \u001b[1;4mbold\u001b[m" }, "red and bold"],
    ["empty", { resultType: "text", data: "" }, ""],
    ["without data", { resultType: "text" }, ""],
    ["of a kind of tomorrow", { resultType: "plotly", data: { x: [1] } }, '{"x":[1]}'],
    ["without a kind", { data: "x" }, "x"],
    [
      "that holds a tag of its own",
      { resultType: "text", data: "<div>&lt;</div> <class 'int'>" },
      "<div>&lt;</div> <class 'int'>",
    ],
  ])("%s", (_, results, text) => expect(readResults(results)).toEqual({ kind: "text", text }));
});

describe("table", () => {
  test("has columns as objects, with types as JSON in a string", () => {
    expect(
      readResults({
        resultType: "table",
        truncated: true,
        isJsonSchema: true,
        schema: [
          { name: "id", type: '"long"', metadata: "{}" },
          { name: "tags", type: '{"type":"array","elementType":"string","containsNull":true}' },
          {
            name: "place",
            type: '{"type":"struct","fields":[{"name":"city","type":"string"},{"name":"xs","type":{"type":"map","keyType":"string","valueType":"double"}}]}',
          },
          { name: "odd", type: '{"type":' },
        ],
        data: [[1, ["a"], { city: "Oslo" }, null]],
      }),
    ).toEqual({
      kind: "table",
      columns: [
        { name: "id", type: "long" },
        { name: "tags", type: "array<string>" },
        { name: "place", type: "struct<city:string,xs:map<string,double>>" },
        { name: "odd", type: '{"type":' },
      ],
      rows: [[1, ["a"], { city: "Oslo" }, null]],
      truncated: true,
    });
  });

  test("has columns as pairs on older clusters", () => {
    expect(readResults({ resultType: "table", schema: [["id", "bigint"]], data: [[1], 2] })).toEqual({
      kind: "table",
      columns: [{ name: "id", type: "bigint" }],
      rows: [[1], [2]],
      truncated: false,
    });
  });

  test("is empty without rows and schema", () => {
    expect(readResults({ resultType: "table", schema: null, data: null })).toEqual({
      kind: "table",
      columns: [],
      rows: [],
      truncated: false,
    });
  });
});

describe("images", () => {
  test("are base64 data in a data URL, otherwise a path", () => {
    expect(readResults({ resultType: "image", fileName: "data:image/png;base64,iVBO\nRw0=" })).toEqual({
      kind: "images",
      images: [{ mime_type: "image/png", data: "iVBORw0=" }],
    });
    expect(
      readResults({ resultType: "images", fileNames: ["/plots/a.png", "data:image/svg+xml;base64,PA==", "", 7] }),
    ).toEqual({
      kind: "images",
      images: [{ path: "/plots/a.png" }, { mime_type: "image/svg+xml", data: "PA==" }],
    });
  });

  test("do not include a data URL of another type", () => {
    const fileName = "data:text/html;base64,PHNjcmlwdD4=";
    expect(readResults({ resultType: "image", fileName })).toEqual({
      kind: "images",
      images: [{ path: fileName }],
    });
  });
});

describe("error", () => {
  test("has no HTML and ANSI codes, resolved entities and an intact message", () => {
    expect(
      readResults({
        resultType: "error",
        summary: `<span class="ansi-red-fg">TypeError</span>: &#39;&lt;&#39; not supported between <class &#39;int&#39;> &amp; <lambda>`,
        cause:
          "\u001b[0;31m----\u001b[0m\nTypeError Traceback\n\u001b[1;32m   1\u001b[0m x < 'a'\nTypeError: '<' not supported",
      }),
    ).toEqual({
      kind: "error",
      summary: "TypeError: '<' not supported between <class 'int'> & <lambda>",
      traceback: "----\nTypeError Traceback\n   1 x < 'a'\nTypeError: '<' not supported",
    });
  });

  test("folds a long JVM stack and counts the frames", () => {
    const frames = Array.from({ length: 80 }, (_, index) => `\tat org.apache.spark.Thing$.run(Thing.scala:${index})`);
    const result = readResults({
      resultType: "error",
      summary: "Py4JJavaError",
      cause: ["java.lang.RuntimeException: boom", ...frames, "Caused by: x", "\tat a.b.C.<init>(C.java:1)"].join("\n"),
    });
    expect(result).toEqual({
      kind: "error",
      summary: "Py4JJavaError",
      traceback: [
        "java.lang.RuntimeException: boom",
        ...frames.slice(0, 5),
        "\t... 75 more frames",
        "Caused by: x",
        "\tat a.b.C.<init>(C.java:1)",
      ].join("\n"),
    });
  });

  test.each([
    ["no summary: the traceback's last line", { cause: "Traceback\nKeyError: 'x'" }, "KeyError: 'x'"],
    ["nothing at all", {}, "The command failed."],
  ])("%s", (_, fields, summary) => {
    expect(readResults({ resultType: "error", ...fields })).toMatchObject({ kind: "error", summary });
  });

  test("does not repeat a summary that is the whole cause", () => {
    expect(readResults({ resultType: "error", summary: "boom", cause: "boom\n" })).toEqual({
      kind: "error",
      summary: "boom",
    });
  });
});

test("unclosed markup takes time in proportion to its length", () => {
  const text = `<span class="x">${"<span ".repeat(50_000)}`;
  expect(plainText(text).length).toBeGreaterThan(200_000);
});
