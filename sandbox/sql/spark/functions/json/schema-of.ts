import { textLiteral } from "../../analysis/literals.ts";
import { STRING } from "../../data-types.ts";
import type { Value } from "../../values/value.ts";
import type { FunctionDefinition } from "../contract.ts";
import { NONE, scalar } from "../define.ts";
import { constantText } from "../strict.ts";
import { optionsArgument } from "./options.ts";

/** `schema_of_json` and the like: the schema of a constant text. Without options, the schema is a constant as well. */
export function schemaOfConstant(
  name: string,
  parameter: string,
  schemaText: (text: string, options?: Value) => string,
): FunctionDefinition {
  return scalar(name, `${parameter} options?`, ([source = NONE, options], context) => {
    const value = constantText(name, source, parameter);
    if (options !== undefined)
      return context.call(name, [source, ...optionsArgument(options, context)], STRING, schemaText);
    const text = schemaText(value);
    return { type: STRING, sql: textLiteral(text), literal: { value: text } };
  });
}
