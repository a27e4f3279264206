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

  test("a notebook's is its language's or its format's", () => {
    expect(notebookMimeType("SOURCE", "SCALA")).toBe("text/x-scala");
    expect(notebookMimeType("SOURCE", "COBOL")).toBe("text/plain");
    expect(notebookMimeType("JUPYTER", "SCALA")).toBe("application/x-ipynb+json");
    expect(exportName("/a/load", "R_MARKDOWN")).toBe("load.Rmd");
  });

  test("a file's is told by its name, else by its bytes", () => {
    expect(fileMimeType("/a/x.yml", true)).toBe("application/yaml");
    expect(fileMimeType("/a/x", true)).toBe("text/plain");
    expect(fileMimeType("/a/x", false)).toBe("application/octet-stream");
  });
});

describe("bytes", () => {
  test("text survives byte for byte, its byte order mark too", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\0"));
        expect(decodeText(Buffer.from(`\ufeff${text}`))).toBe(`\ufeff${text}`);
      }),
    );
  });

  test.each([[[0xff, 0xfe]], [[0x61, 0]]])("%j is no text", (bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBeUndefined();
  });

  test("every base64 is known as one, with line breaks or without", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(isBase64(text)).toBe(true);
        expect(isBase64(`${text.replace(/.{4}/g, "$&\n")}\n`)).toBe(true);
      }),
    );
  });

  test.each(["", "a!", "===", "YQ==b"])("'%s' is no base64", (text) => expect(isBase64(text)).toBe(false));

  // A pattern that steps back over the blanks for each of them would not end within the test's time.
  test("a megabyte of blanks before a bad character is seen through at once", () => {
    expect(isBase64(`A${" ".repeat(1_000_000)}!`)).toBe(false);
  });
});
