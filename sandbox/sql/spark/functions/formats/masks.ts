import { SqlFailure } from "../../../engine/failure.ts";
import { STRING } from "../../data-types.ts";
import type { FunctionDefinition, Typed } from "../contract.ts";
import { notConstant, scalar, typed, unexpectedInput } from "../define.ts";

const PARAMETERS = ["str", "upperChar", "lowerChar", "digitChar", "otherChar"] as const;

const replacementFor = (character: string, masks: readonly (string | null)[]): string => {
  const kind = /\p{Lu}/u.test(character) ? 0 : /\p{Ll}/u.test(character) ? 1 : /\p{Nd}/u.test(character) ? 2 : 3;
  return masks[kind] ?? character;
};

/** A text with its letters, digits and other characters replaced. A NULL keeps the characters of its kind. */
export const maskFunctions: readonly FunctionDefinition[] = [
  scalar("mask", "str upperChar? lowerChar? digitChar? otherChar?", (args, context, name) => {
    const [upper, lower, digit] = ["X", "x", "n"].map((text): Typed => typed(STRING, `'${text}'`));
    const defaults = [typed(STRING, "NULL"), upper, lower, digit, typed(STRING, "CAST(NULL AS VARCHAR)")];
    const values = defaults.map((fallback, index) => {
      const argument = args[index] ?? fallback ?? typed(STRING, "NULL");
      if (argument.type.kind !== "string" && argument.type.kind !== "void")
        throw unexpectedInput(name, argument, index, '"STRING"');
      const mask = argument.literal?.value;
      if (index > 0 && mask === undefined && args[index] !== undefined)
        throw notConstant(name, PARAMETERS[index] ?? "");
      if (index > 0 && typeof mask === "string" && Array.from(mask).length !== 1)
        throw notOneCharacter(name, PARAMETERS[index] ?? "");
      return context.cast(argument, STRING);
    });
    return context.call(
      name,
      values,
      STRING,
      (text: string | null, ...masks: readonly (string | null)[]) =>
        text === null ? null : Array.from(text, (character) => replacementFor(character, masks)).join(""),
      { seesNulls: true },
    );
  }),
];

function notOneCharacter(name: string, parameter: string): SqlFailure {
  return new SqlFailure(
    "DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE",
    `Cannot resolve "${name}" due to data type mismatch: Length of ${parameter} should be 1.`,
    "42K09",
  );
}
