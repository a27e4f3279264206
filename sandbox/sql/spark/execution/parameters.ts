import { SqlFailure } from "../../engine/failure.ts";
import type { Parameter } from "../../engine/parameters.ts";
import { parsing } from "../analysis/compile.ts";
import { literalOf } from "../analysis/literals.ts";
import { type SparkType, STRING } from "../data-types.ts";
import type { Typed } from "../functions/contract.ts";
import { parseType } from "../syntax/parser.ts";
import { castable, conversion } from "../values/conversion.ts";

/** Names that the statement API has for types besides those of SQL. */
const API_NAMES: Readonly<Record<string, string>> = {
  BYTE: "TINYINT",
  SHORT: "SMALLINT",
  LONG: "BIGINT",
  REAL: "FLOAT",
};

/** The named parameters of a request as literals, so that no value becomes part of the statement's text. */
export function parameterLiterals(given: readonly Parameter[]): ReadonlyMap<string, Typed> {
  return new Map(given.map((parameter) => [parameter.name, literal(parameter)] as const));
}

function literal(parameter: Parameter): Typed {
  const type = typeOf(parameter);
  const text = parameter.value ?? null;
  if (text === null) return literalOf(null, type);
  try {
    return literalOf(
      type.kind === "void" ? text : conversion(STRING, type, parsing)(text),
      type.kind === "void" ? STRING : type,
    );
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error;
    throw new SqlFailure(
      "INVALID_PARAMETER_MARKER_VALUE.INVALID_VALUE_FOR_DATA_TYPE",
      `An invalid parameter mapping was provided: The value '${text}' for parameter '${parameter.name}' cannot be cast to ${parameter.type} because it is malformed.`,
      "22023",
    );
  }
}

function typeOf({ name, type = "STRING" }: Parameter): SparkType {
  const written = type.trim().toUpperCase();
  try {
    const parsed = parseType(API_NAMES[written] ?? (written === "INTERVAL" ? "STRING" : written)).type;
    if (written === "VOID" || castable(STRING, parsed)) return parsed;
  } catch (error) {
    if (!(error instanceof SqlFailure)) throw error;
  }
  throw new SqlFailure(
    "INVALID_PARAMETER_MARKER_VALUE.INVALID_DATA_TYPE",
    `An invalid parameter mapping was provided: the data type '${type}' of parameter '${name}' is not a valid or supported SQL data type.`,
    "22023",
  );
}
