import { aggregateFunctions } from "./aggregates.ts";
import { arithmeticFunctions } from "./arithmetic.ts";
import { arrayFunctions } from "./arrays.ts";
import type { FunctionDefinition } from "./contract.ts";
import { dateFormatFunctions } from "./date-formats.ts";
import { datePartFunctions } from "./date-parts.ts";
import { dateFunctions } from "./dates.ts";
import { generatorFunctions } from "./generators.ts";
import { higherOrderFunctions } from "./higher-order.ts";
import { mapFunctions } from "./maps.ts";
import { mathFunctions } from "./math.ts";
import { sequenceFunctions } from "./sequences.ts";
import { statisticFunctions } from "./statistics.ts";
import { structFunctions } from "./structs.ts";
import { timestampFunctions } from "./timestamps.ts";
import { windowFunctions } from "./windows.ts";

const families: readonly (readonly FunctionDefinition[])[] = [
  aggregateFunctions,
  arithmeticFunctions,
  arrayFunctions,
  dateFormatFunctions,
  dateFunctions,
  datePartFunctions,
  generatorFunctions,
  higherOrderFunctions,
  mapFunctions,
  mathFunctions,
  sequenceFunctions,
  statisticFunctions,
  structFunctions,
  timestampFunctions,
  windowFunctions,
];

/** Every function of the dialect, by each of its names. */
export const functions: ReadonlyMap<string, FunctionDefinition> = new Map(
  families.flat().flatMap((definition) => definition.names.map((name) => [name, definition] as const)),
);
