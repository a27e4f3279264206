import { fail, invalid } from "../failure.ts";
import { type Fields, integer, isFields, oneOf, optional, required } from "../http.ts";
import type { Parameter } from "./engine/parameters.ts";

export type Disposition = "INLINE" | "EXTERNAL_LINKS";
export type Format = "JSON_ARRAY" | "CSV";

/** The body of `POST /api/2.0/sql/statements`, checked and with its defaults. */
export interface StatementRequest {
  readonly statement: string;
  readonly warehouseId: string;
  readonly catalog: string;
  readonly schema: string;
  readonly parameters: readonly Parameter[];
  readonly disposition: Disposition;
  readonly format: Format;
  readonly rowLimit: number | undefined;
  readonly byteLimit: number | undefined;
  readonly waitSeconds: number;
  readonly cancelAfterWait: boolean;
}

const LONGEST_STATEMENT = 16 * 1024 * 1024;

export function statementRequest(fields: Fields): StatementRequest {
  const statement = required(fields, "statement");
  if (Buffer.byteLength(statement) > LONGEST_STATEMENT) invalid("The statement is longer than 16 MiB.");
  const warehouseId = required(fields, "warehouse_id");
  const disposition = oneOf(fields, "disposition", ["INLINE", "EXTERNAL_LINKS"]) ?? "INLINE";
  const format = oneOf(fields, "format", ["JSON_ARRAY", "ARROW_STREAM", "CSV"]) ?? "JSON_ARRAY";
  if (disposition === "INLINE" && format !== "JSON_ARRAY") {
    invalid(
      `The format ${format} is not supported with disposition INLINE: use JSON_ARRAY, or disposition EXTERNAL_LINKS.`,
    );
  }
  if (format === "ARROW_STREAM")
    fail(501, "NOT_IMPLEMENTED", "The ARROW_STREAM format is not supported by this warehouse: use JSON_ARRAY or CSV.");
  const waitSeconds = wait(optional(fields, "wait_timeout") ?? "10s");
  const onTimeout = oneOf(fields, "on_wait_timeout", ["CONTINUE", "CANCEL"]) ?? "CONTINUE";
  if (waitSeconds === 0 && onTimeout === "CANCEL") invalid("on_wait_timeout CANCEL needs a wait_timeout above 0s.");
  return {
    statement,
    warehouseId,
    catalog: (optional(fields, "catalog") ?? "main").toLowerCase(),
    schema: (optional(fields, "schema") ?? "default").toLowerCase(),
    parameters: parameters(fields.parameters),
    disposition,
    format,
    rowLimit: limit(fields, "row_limit"),
    byteLimit: limit(fields, "byte_limit"),
    waitSeconds,
    cancelAfterWait: onTimeout === "CANCEL",
  };
}

function wait(text: string): number {
  const seconds = Number(/^(\d+)s$/.exec(text)?.[1] ?? Number.NaN);
  if (seconds === 0 || (seconds >= 5 && seconds <= 50)) return seconds;
  return invalid(`wait_timeout must be 0s, or from 5s to 50s; '${text}' is not.`);
}

function limit(fields: Fields, name: string): number | undefined {
  const value = integer(fields, name);
  return value !== undefined && value < 1 ? invalid(`${name} must be a positive number.`) : value;
}

function parameters(value: unknown): readonly Parameter[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return invalid("Field 'parameters' must be a list.");
  return value.map((parameter: unknown) => {
    if (!isFields(parameter)) return invalid("Every parameter must be an object with a name.");
    const name = required(parameter, "name");
    const type = optional(parameter, "type");
    // An empty text is a value; only null and absence are NULL.
    const text = parameter.value ?? null;
    if (text !== null && typeof text !== "string") invalid(`The value of parameter '${name}' must be a string.`);
    return { name, value: text === null ? null : String(text), ...(type === undefined ? {} : { type }) };
  });
}
