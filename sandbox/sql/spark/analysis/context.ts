import type { SparkType } from "../data-types.ts";
import type { Natives } from "../execution/natives.ts";
import type { FunctionContext, Typed } from "../functions/contract.ts";
import { unexpectedInput } from "../functions/define.ts";
import type { ParseContext } from "../values/parse.ts";
import { type CastContext, castTo } from "./casts.ts";
import { commonType, convertsImplicitly, differentTypes, quotedType } from "./coercion.ts";

import { literalOf } from "./literals.ts";
import { arithmetic } from "./operators/arithmetic.ts";

export interface ContextOptions {
  readonly user: string;
  readonly groups: FunctionContext["groups"];
  readonly catalog: string;
  readonly schema: string;
  readonly timeZone: string;
  readonly now: bigint;
  readonly parsing: ParseContext;
  readonly natives: Natives;
  readonly fresh: () => string;
}

/** The services of the compiler for functions. */
export function createContext(options: ContextOptions): FunctionContext {
  const { user, groups, catalog, schema, timeZone, now, parsing, natives, fresh } = options;
  const call: FunctionContext["call"] = (name, args, returns, implementation, flags = {}) => {
    const { seesNulls = false, volatile = false } = flags;
    // Spark's optimizer drops such a call before it computes the other arguments, which could fail.
    if (!seesNulls && !volatile && args.some(({ literal }) => literal?.value === null)) return literalOf(null, returns);
    return natives.call({ name, returns, implementation, seesNulls, volatile }, args);
  };
  const casting: CastContext = { parsing, call };
  const cast = (value: Typed, type: SparkType) => castTo(value, type, false, casting);
  return {
    user,
    groups,
    catalog,
    schema,
    timeZone,
    now,
    call,
    python: (called, args) => natives.python(called, args),
    parameter: (type) => ({ type, sql: fresh() }),
    coerce(argument, type, position) {
      if (!convertsImplicitly(argument.type, type))
        throw unexpectedInput(position.function, argument, position.index, quotedType(type));
      return cast(argument, type);
    },
    cast,
    operate: (operator, left, right, subject, lenient = false) =>
      arithmetic(operator, left, right, { ...casting, subject, lenient }),
    tryCast: (value, type) => castTo(value, type, true, casting),
    unify(args, functionName) {
      const type = commonType(args.map((argument) => argument.type));
      if (type === undefined) throw differentTypes(functionName, functionName, args);
      return { type, args: args.map((argument) => cast(argument, type)) };
    },
  };
}
