import { orderedArguments } from "../../analysis/call-arguments.ts";
import { generatorOf } from "../../analysis/queries/generators.ts";
import type { Call } from "../../syntax/ast.ts";
import type { Plan } from "../logical.ts";
import { environmentAt, newField, type Place, type Planned } from "./place.ts";
import { type Known, resolved } from "./resolve.ts";

interface Target {
  readonly alias: string;
  /** Names for the columns; empty for the generator's own. */
  readonly names: readonly string[];
  readonly outer: boolean;
}

/** The rows with those that a generator makes of each. */
export function generated(
  call: Call,
  { alias, names, outer }: Target,
  input: Planned,
  place: Place,
  known: Known = {},
): Planned {
  const definition = generatorOf(call, place.compiler);
  if (definition === undefined) return input;
  const environment = environmentAt(input.fields, place);
  const args = orderedArguments(call, definition).map((value) => place.compiler.expression(value, environment));
  const { columns } = definition.resolve(args, place.compiler.context);
  const qualifier = alias === "" ? [] : [alias];
  const added = columns.map(({ name, type }, index) => newField(names[index] ?? name, type, place, qualifier));
  const plan: Plan = {
    operator: "generate",
    call: resolved(call, input.fields, place, known),
    outer,
    alias,
    added,
    input: input.plan,
  };
  return { plan, fields: [...input.fields, ...added] };
}
