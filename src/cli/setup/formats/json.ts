import { applyEdits, modify, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import type { ConfigFormat } from "./format.ts";

/** JSON with comments and trailing commas, as editors write it. Comments, order and indentation are kept. */
export const json: ConfigFormat = {
  parse(text) {
    if (text.trim() === "") return {};
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    const [error] = errors;
    if (error) {
      const line = text.slice(0, error.offset).split("\n").length;
      throw new SyntaxError(`line ${line}: ${printParseErrorCode(error.error)}`);
    }
    return value;
  },
  set(text, path, value) {
    // An empty text has no indentation to follow.
    const source = text.trim() === "" ? "{\n}\n" : text;
    const edits = modify(source, [...path], value, { formattingOptions: indentationOf(source) });
    return applyEdits(source, edits);
  },
};

function indentationOf(text: string) {
  const [, indent = "  "] = /^([ \t]+)\S/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}
