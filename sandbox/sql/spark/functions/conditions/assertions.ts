import { SqlFailure } from "../../../engine/failure.ts";
import { BOOLEAN, STRING, VOID } from "../../data-types.ts";
import type { FunctionDefinition } from "../contract.ts";
import { coerced, scalar, typed } from "../define.ts";
import { exactly } from "../strict.ts";

function raised(message: string | null): SqlFailure {
  return new SqlFailure("USER_RAISED_EXCEPTION", message ?? "null", "P0001");
}

/** Errors that a statement raises itself. They return NULL of no type. */
export const assertionFunctions: readonly FunctionDefinition[] = [
  scalar("raise_error", "errorMessage", (args, context, name) => {
    const values = coerced(args, [STRING], context, name);
    const raise = (message: string | null): null => {
      throw raised(message);
    };
    // A volatile function is not computed before its row is.
    return { ...context.call(name, values, STRING, raise, { seesNulls: true, volatile: true }), type: VOID };
  }),
  scalar("assert_true", "expr errMsg?", (args, context, name) => {
    const [condition = typed(BOOLEAN, "NULL")] = args;
    exactly(name, condition, 0, BOOLEAN, context);
    const [test = condition, message = typed(STRING, "'The condition is not true!'")] = coerced(
      args,
      [BOOLEAN, STRING],
      context,
      name,
    );
    const check = (holds: boolean | null, text: string | null): null => {
      if (holds === true) return null;
      throw raised(text);
    };
    const call = context.call(name, [test, message], STRING, check, { seesNulls: true, volatile: true });
    return { ...call, type: VOID };
  }),
];
