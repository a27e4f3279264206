import { metricFunctions } from "../analysis/measures.ts";
import { aggregateFunctions } from "./aggregates.ts";
import { arithmeticFunctions } from "./arithmetic.ts";
import { arrayFunctions } from "./arrays.ts";
import { bitmapFunctions } from "./bitmaps.ts";
import { assertionFunctions } from "./conditions/assertions.ts";
import { bitFunctions } from "./conditions/bits.ts";
import { conditionFunctions } from "./conditions/conditionals.ts";
import type { FunctionDefinition } from "./contract.ts";
import { csvFunctions } from "./csv/functions.ts";
import { dateFormatFunctions } from "./date-formats.ts";
import { datePartFunctions } from "./date-parts.ts";
import { dateFunctions } from "./dates.ts";
import { binaryFunctions } from "./formats/binaries.ts";
import { maskFunctions } from "./formats/masks.ts";
import { numberFormatFunctions } from "./formats/numbers.ts";
import { printfFunctions } from "./formats/printf.ts";
import { frequencyFunctions } from "./frequencies.ts";
import { generatorFunctions } from "./generators.ts";
import { higherOrderFunctions } from "./higher-order.ts";
import { jsonFunctions } from "./json/functions.ts";
import { mapFunctions } from "./maps.ts";
import { mathFunctions } from "./math.ts";
import { percentileFunctions } from "./percentiles.ts";
import { encryptionFunctions } from "./security/encryption.ts";
import { hashFunctions } from "./security/hashes.ts";
import { sequenceFunctions } from "./sequences.ts";
import { identityFunctions } from "./session/identity.ts";
import { castFunctions } from "./session/named-casts.ts";
import { randomFunctions } from "./session/random.ts";
import { unavailableFunctions } from "./session/unavailable.ts";
import { histogramFunctions } from "./sketches/histogram-functions.ts";
import { hllFunctions } from "./sketches/hll-functions.ts";
import { statisticFunctions } from "./statistics.ts";
import { caseFunctions } from "./strings/cases.ts";
import { encodingFunctions } from "./strings/encodings.ts";
import { joinFunctions } from "./strings/joins.ts";
import { likeFunctions } from "./strings/likes.ts";
import { measureFunctions } from "./strings/measures.ts";
import { paddingFunctions } from "./strings/padding.ts";
import { regexFunctions } from "./strings/regexes.ts";
import { searchFunctions } from "./strings/searches.ts";
import { sliceFunctions } from "./strings/slices.ts";
import { urlFunctions } from "./strings/urls.ts";
import { wordFunctions } from "./strings/words.ts";
import { structFunctions } from "./structs.ts";
import { timestampFunctions } from "./timestamps.ts";
import { variantFunctions } from "./variant/functions.ts";
import { windowFunctions } from "./windows.ts";
import { xmlFunctions } from "./xml/functions.ts";
import { xpathFunctions } from "./xml/xpath-functions.ts";

const families: readonly (readonly FunctionDefinition[])[] = [
  unavailableFunctions,
  metricFunctions,
  xpathFunctions,
  frequencyFunctions,
  percentileFunctions,
  bitmapFunctions,
  hllFunctions,
  histogramFunctions,
  xmlFunctions,
  csvFunctions,
  variantFunctions,
  jsonFunctions,
  binaryFunctions,
  numberFormatFunctions,
  printfFunctions,
  maskFunctions,
  urlFunctions,
  wordFunctions,
  sliceFunctions,
  searchFunctions,
  regexFunctions,
  paddingFunctions,
  measureFunctions,
  likeFunctions,
  joinFunctions,
  encodingFunctions,
  caseFunctions,
  hashFunctions,
  encryptionFunctions,
  randomFunctions,
  identityFunctions,
  castFunctions,
  conditionFunctions,
  bitFunctions,
  assertionFunctions,
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
