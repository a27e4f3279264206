import { parse, stringify, TomlError } from "smol-toml";
import type { ConfigFormat } from "./format.ts";

/** TOML. An entry is a table with a header of its own; the lines of other tables are kept. */
export const toml: ConfigFormat = {
  parse(text) {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof TomlError) throw new SyntaxError(`line ${error.line}: ${error.message.split("\n")[0]}`);
      throw error;
    }
  },
  set(text, path, value) {
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const lines = text.split(/\r?\n/);
    const own = lines.findIndex((line) => isHeaderOf(line, path));
    const block = value ? stringify(nested(path, value)).trimEnd().split("\n") : [];
    if (own < 0) {
      const before = text.trimEnd();
      return [...(before === "" ? [] : [before, ""]), ...block, ""].join(eol);
    }
    const kept: string[] = [...lines.slice(0, own), ...block];
    let inside = true;
    let pending: string[] = [];
    for (const line of lines.slice(own + 1)) {
      if (/^\s*\[/.test(line)) inside = isHeaderOf(line, path);
      if (!inside) {
        // Blank lines and comments directly before a header belong to it.
        kept.push(...pending, line);
        pending = [];
      } else if (/^\s*(#|$)/.test(line)) pending.push(line);
      else pending = [];
    }
    return [...kept, ...pending].join(eol);
  },
};

/** `[mcp_servers.databricks]`, or the header of a table inside of it. */
function isHeaderOf(line: string, path: readonly string[]): boolean {
  const keys = path.map((key) => `(?:${key}|"${key}"|'${key}')`).join("\\s*\\.\\s*");
  return new RegExp(`^\\s*\\[\\s*${keys}\\s*(?:\\.[^\\]]*)?\\]`).test(line);
}

const nested = (path: readonly string[], value: object): object =>
  path.reduceRight<object>((inner, key) => ({ [key]: inner }), value);
