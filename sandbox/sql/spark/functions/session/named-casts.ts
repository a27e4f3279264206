import {
  BIGINT,
  BINARY,
  BOOLEAN,
  DATE,
  DOUBLE,
  decimal,
  FLOAT,
  INT,
  SMALLINT,
  type SparkType,
  STRING,
  TIMESTAMP,
  TINYINT,
} from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { NONE, scalar } from "../define.ts";

const TYPES: readonly (readonly [name: string, type: SparkType])[] = [
  ["bigint", BIGINT],
  ["binary", BINARY],
  ["boolean", BOOLEAN],
  ["date", DATE],
  ["decimal", decimal(10, 0)],
  ["double", DOUBLE],
  ["float", FLOAT],
  ["int", INT],
  ["smallint", SMALLINT],
  ["string", STRING],
  ["timestamp", TIMESTAMP],
  ["tinyint", TINYINT],
];

/** Casts in the form of a call: `int(x)` is `CAST(x AS INT)`. */
export const castFunctions: readonly FunctionDefinition[] = TYPES.map(([name, type]) =>
  scalar(name, "expr", ([expr = NONE], context) => context.cast(expr, type)),
);
