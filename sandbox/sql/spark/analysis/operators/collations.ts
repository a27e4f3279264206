import { SqlFailure } from "../../../engine/failure.ts";
import { STRING } from "../../data-types.ts";
import type { Typed } from "../../functions/contract.ts";
import type { Expression } from "../../syntax/ast.ts";
import type { Compiler } from "../compiler.ts";

const DEFAULT = "UTF8_BINARY";
const ICU = /^UNICODE(?:_(?:CI|CS|AI|AS))*$/;

/** The name of a collation in capitals. @throws {SqlFailure} COLLATION_INVALID_NAME */
function named(name: string): string {
  const known = name.toUpperCase();
  if (known === DEFAULT || known === "UTF8_LCASE" || ICU.test(known)) return known;
  throw new SqlFailure(
    "COLLATION_INVALID_NAME",
    `The value ${name} does not represent a correct collation name. Suggested valid collation names: [UNICODE, UTF8_BINARY, UTF8_LCASE].`,
    "42704",
  );
}

/**
 * Expressions that are compared with each other, as texts that are equal where the collation of one of them says so. `undefined`
 * without COLLATE.
 * @throws {SqlFailure} COLLATION_MISMATCH.EXPLICIT for two collations
 */
export function collatedOperands(
  expressions: readonly Expression[],
  use: "equality" | "order",
  analyze: (expression: Expression) => Typed,
  compiler: Compiler,
): readonly Typed[] | undefined {
  const names = new Set(expressions.flatMap((one) => (one.kind === "collate" ? [named(one.collation)] : [])));
  const [name, other] = names;
  if (name === undefined) return undefined;
  if (other !== undefined)
    throw new SqlFailure(
      "COLLATION_MISMATCH.EXPLICIT",
      `Could not determine which collation to use for string functions and operators. Error occurred due to the mismatch between explicit collations: ["${[...names].join('", "')}"]. Decide on a single explicit collation and remove others.`,
      "42P21",
    );
  return expressions.map((one) => {
    const value = analyze(one.kind === "collate" ? one.operand : one);
    const text = compiler.context.coerce(value, STRING, { function: "collate", index: 0 });
    if (name === DEFAULT) return text;
    if (name === "UTF8_LCASE") return { type: STRING, sql: `lower(${text.sql})` };
    if (use === "order") throw unsupported(name);
    return compiler.context.call(`collation ${name}`, [text], STRING, keyOf(name));
  });
}

/** Texts with one key are equal in the collation. */
function keyOf(name: string): (text: string) => string {
  const [ignoresCase, ignoresAccents] = [name.includes("_CI"), name.includes("_AI")];
  return (text) => {
    const cased = ignoresCase ? text.toUpperCase().toLowerCase() : text;
    return ignoresAccents ? cased.normalize("NFD").replace(/\p{M}/gu, "") : cased.normalize("NFC");
  };
}

/** A collation where values are not only compared. */
export function collated(value: Typed, collation: string): Typed {
  const name = named(collation);
  if (name === DEFAULT) return value;
  throw unsupported(name);
}

function unsupported(name: string): SqlFailure {
  return new SqlFailure(
    "UNSUPPORTED_FEATURE.COLLATION",
    `The feature is not supported: the collation ${name} in this place. This workspace compares values with \`COLLATE\` in =, <>, IN and, for UTF8_LCASE, in <, > and ORDER BY.`,
    "0A000",
  );
}
