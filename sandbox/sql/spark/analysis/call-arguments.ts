import { SqlFailure } from "../../engine/failure.ts";
import type { FunctionDefinition } from "../functions/contract.ts";
import type { Call, Expression } from "../syntax/ast.ts";

/** Built-in functions whose arguments can be named. */
const NAMED_ARGUMENTS: ReadonlySet<string> = new Set(
  "count_min_sketch explode explode_outer inline inline_outer mask posexplode posexplode_outer variant_explode variant_explode_outer".split(
    " ",
  ),
);

export function notNamed(routine: string, argument: string): SqlFailure {
  return new SqlFailure(
    "NAMED_PARAMETERS_NOT_SUPPORTED",
    `Named parameters are not supported for function \`${routine}\`; please retry the query with positional arguments to the function call instead. The named argument was \`${argument}\`.`,
    "4274K",
  );
}

/** The arguments in the order of the parameters. */
export function orderedArguments(call: Call, definition: FunctionDefinition): readonly Expression[] {
  const { parameters } = definition;
  const names = parameters.map((name) => name.replace("?", "").toLowerCase());
  const placed: (Expression | undefined)[] = [];
  for (const [index, { name, value }] of call.args.entries()) {
    if (name !== undefined && !NAMED_ARGUMENTS.has(definition.names[0] ?? ""))
      throw notNamed(call.name.join("."), name);
    const at = name === undefined ? index : names.indexOf(name.toLowerCase());
    if (at === -1) throw badArgument(call, name ?? "", names);
    if (placed[at] !== undefined) throw duplicateArgument(call, name ?? "");
    placed[at] = value;
  }
  return Array.from(placed, (value, index) => value ?? missingArgument(call, names[index] ?? ""));
}

function badArgument(call: Call, name: string, names: readonly string[]): SqlFailure {
  return new SqlFailure(
    "UNRECOGNIZED_PARAMETER_NAME",
    `Cannot invoke routine \`${call.name.join(".")}\` because the routine call included a named argument reference for the argument named \`${name}\`, but this routine does not include any signature containing an argument with this name. Did you mean one of the following? [${names.join(", ")}]`,
    "4274K",
  );
}

function duplicateArgument(call: Call, name: string): SqlFailure {
  return new SqlFailure(
    "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE",
    `Call to routine \`${call.name.join(".")}\` is invalid because it includes multiple argument assignments to the same parameter name \`${name}\`.`,
    "4274K",
  );
}

function missingArgument(call: Call, name: string): never {
  throw new SqlFailure(
    "REQUIRED_PARAMETER_NOT_FOUND",
    `Cannot invoke routine \`${call.name.join(".")}\` because the parameter named \`${name}\` is required, but the routine call did not supply a value.`,
    "4274K",
  );
}
