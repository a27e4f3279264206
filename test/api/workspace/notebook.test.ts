import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeText,
  exportName,
  fileMimeType,
  isBase64,
  languageOfPath,
  notebookMimeType,
} from "../../../src/api/workspace/notebook.ts";

describe("languages and MIME types", () => {
  test.each([
    ["/a/load.py", "PYTHON"],
    ["/a/load.SQL", "SQL"],
    ["/a/x.scala", "SCALA"],
    ["/a/x.r", "R"],
    ["/a.py/x", undefined],
    ["/a/x.pyc", undefined],
    ["/a/x.", undefined],
  ])("%s: %s", (path, language) => expect(languageOfPath(path)).toBe(language));

  test("the MIME type of a notebook depends on its language or format", () => {
    expect(notebookMimeType("SOURCE", "SCALA")).toBe("text/x-scala");
    expect(notebookMimeType("SOURCE", "COBOL")).toBe("text/plain");
    expect(notebookMimeType("JUPYTER", "SCALA")).toBe("application/x-ipynb+json");
    expect(exportName("/a/load", "R_MARKDOWN")).toBe("load.Rmd");
  });

  test("the MIME type of a file depends on its name, else on whether it is text", () => {
    expect(fileMimeType("/a/x.yml", true)).toBe("application/yaml");
    expect(fileMimeType("/a/x", true)).toBe("text/plain");
    expect(fileMimeType("/a/x", false)).toBe("application/octet-stream");
  });
});

describe("bytes", () => {
  test("text is decoded byte for byte, including a byte order mark", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\0"));
        expect(decodeText(Buffer.from(`\ufeff${text}`))).toBe(`\ufeff${text}`);
      }),
    );
  });

  test.each([[[0xff, 0xfe]], [[0x61, 0]]])("%j is not text", (bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBeUndefined();
  });

  test("recognizes base64 with and without line breaks", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(isBase64(text)).toBe(true);
        expect(isBase64(`${text.replace(/.{4}/g, "$&\n")}\n`)).toBe(true);
      }),
    );
  });

  test.each(["", "a!", "===", "YQ==b"])("'%s' is not base64", (text) => expect(isBase64(text)).toBe(false));

  // A pattern that backtracks over the blanks would exceed the time limit of the test.
  test("takes linear time for a megabyte of blanks before an invalid character", () => {
    expect(isBase64(`A${" ".repeat(1_000_000)}!`)).toBe(false);
  });
});
