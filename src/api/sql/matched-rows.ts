import { lex } from "./lexer.ts";
import { bare } from "./token.ts";

/** The query that counts the rows of `DELETE FROM t WHERE …`, `UPDATE t SET … WHERE …` or `TRUNCATE TABLE t`. */
export function countOf(statement: string): string | undefined {
  const { tokens, fault } = lex(statement);
  const [first, second] = tokens;
  const verb = bare(first);
  const start = verb === "UPDATE" ? first : second;
  const isKnown = verb === "UPDATE" || `${verb} ${bare(second)}` === "DELETE FROM" || verb === "TRUNCATE";
  if (fault !== undefined || !isKnown || start === undefined) return undefined;
  let depth = 0;
  const at = (word: string, from: number) =>
    tokens.findIndex(({ kind, text }, index) => {
      if (kind === "symbol" && text === "(") depth += 1;
      if (kind === "symbol" && text === ")") depth -= 1;
      return depth === 0 && index >= from && bare(tokens[index]) === word;
    });
  const where = at("WHERE", 2);
  depth = 0;
  const set = verb === "UPDATE" ? at("SET", 1) : where;
  const last = tokens.findLast(({ text }) => text !== ";");
  const end = last?.end ?? statement.length;
  const table = statement.slice(start.end, tokens[set]?.start ?? end);
  const condition = where === -1 ? "" : statement.slice(tokens[where]?.start, end);
  return `SELECT count(*) FROM ${table.trim()}\n${condition}`.trim();
}
