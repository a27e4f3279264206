import { DOUBLE, INT, type SparkType } from "../data-types.ts";
import type { FunctionDefinition } from "./contract.ts";
import { NONE, outOfRange, typed, windowFunction } from "./define.ts";
import { exactly, smallInteger } from "./strict.ts";

/** A rank: DuckDB counts in 64 bits, Spark in 32. Spark accepts arguments for some ranks and ignores them. */
function rank(name: string, returns: SparkType, parameters = "..."): FunctionDefinition {
  return windowFunction(name, parameters, () => ({
    type: returns,
    sql: (suffix) => (returns === INT ? `CAST(${name}()${suffix} AS INTEGER)` : `${name}()${suffix}`),
  }));
}

function neighbour(name: string): FunctionDefinition {
  return windowFunction(name, "input offset? default?", ([input = NONE, offset, otherwise], call, context) => {
    const instead = otherwise && context.coerce(otherwise, input.type, { function: name, index: 2 });
    const distance = offset && smallInteger(name, offset, 1, context);
    const rest = [distance?.sql ?? "1", ...(instead === undefined ? [] : [instead.sql])].join(", ");
    return {
      type: input.type,
      sql: (suffix) => `${name}(${input.sql}, ${rest}${call.ignoreNulls ? " IGNORE NULLS" : ""})${suffix}`,
    };
  });
}

export const windowFunctions: readonly FunctionDefinition[] = [
  rank("row_number", INT, ""),
  rank("rank", INT),
  rank("dense_rank", INT),
  rank("percent_rank", DOUBLE),
  rank("cume_dist", DOUBLE, ""),
  windowFunction("ntile", "n?", ([n = typed(INT, "1")], _call, context, name) => {
    const buckets = exactly(name, n, 0, INT, context);
    const count = buckets.literal?.value;
    if (typeof count === "number" && count < 1)
      throw outOfRange(name, `buckets must be between (0, 2147483647] (current value = ${count})`);
    return { type: INT, sql: (suffix) => `CAST(ntile(${buckets.sql})${suffix} AS INTEGER)` };
  }),
  neighbour("lag"),
  neighbour("lead"),
  windowFunction("nth_value", "input offset ignoreNulls?", ([input = NONE, offset, flag], call, _context, name) => {
    const position = offset?.literal?.value;
    if (typeof position === "number" && position < 1)
      throw outOfRange(name, `offset must be between (0, 9223372036854775807] (current value = ${position}L)`);
    const ignores = call.ignoreNulls || flag?.literal?.value === true;
    return {
      type: input.type,
      sql: (suffix) => `nth_value(${input.sql}, ${offset?.sql ?? "1"}${ignores ? " IGNORE NULLS" : ""})${suffix}`,
    };
  }),
];
