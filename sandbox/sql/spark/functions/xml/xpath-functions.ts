import { SqlFailure } from "../../../engine/failure.ts";
import { array, BIGINT, BOOLEAN, DOUBLE, FLOAT, INT, SMALLINT, type SparkType, STRING } from "../../data-types.ts";
import type { Value } from "../../values/value.ts";
import { parseXml, XmlSyntaxError } from "../../values/xml/parser.ts";
import { evaluateXPath, nodeSet } from "../../values/xml/xpath/evaluate.ts";
import { documentOf } from "../../values/xml/xpath/nodes.ts";
import { parseXPath, XPathError } from "../../values/xml/xpath/syntax.ts";
import { numberOf, textOf, truthOf, type XPathValue } from "../../values/xml/xpath/values.ts";
import type { FunctionDefinition } from "../contract.ts";
import { strictly } from "../strict.ts";

/** The value of a path in a document, or `undefined` if one of them is empty. */
function evaluated(xml: string, path: string): XPathValue | undefined {
  if (xml === "" || path === "") return undefined;
  const expression = parseXPath(path);
  return evaluateXPath(expression, { node: documentOf(parseXml(xml)), position: 1, size: 1 });
}

function over(name: string, returns: SparkType, convert: (value: XPathValue) => Value): FunctionDefinition {
  return strictly(name, "xml path", [STRING, STRING], returns, (xml: string, path: string) => {
    try {
      const value = evaluated(xml, path);
      return value === undefined ? null : convert(value);
    } catch (error) {
      if (!(error instanceof XmlSyntaxError || error instanceof XPathError)) throw error;
      const what = error instanceof XmlSyntaxError ? "Invalid XML document" : `Invalid XPath '${path}'`;
      throw new SqlFailure("INVALID_XPATH", `${what}: ${error.message}.`, "22023");
    }
  });
}

/** A number as an integer of Java: NaN is 0, and values out of range are the nearest ones. */
function integer(value: XPathValue, bits: bigint): bigint {
  const number = numberOf(value);
  if (Number.isNaN(number)) return 0n;
  const [low, high] = [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  if (number >= Number(high)) return high;
  return number <= Number(low) ? low : BigInt(Math.trunc(number));
}

/** XPath 1.0 over text. */
export const xpathFunctions: readonly FunctionDefinition[] = [
  over("xpath", array(STRING), (value) => nodeSet(value).map((node) => node.value)),
  over("xpath_string", STRING, textOf),
  over("xpath_boolean", BOOLEAN, truthOf),
  over("xpath_double", DOUBLE, numberOf),
  over("xpath_number", DOUBLE, numberOf),
  over("xpath_float", FLOAT, (value) => Math.fround(numberOf(value))),
  over("xpath_long", BIGINT, (value) => integer(value, 64n)),
  over("xpath_int", INT, (value) => Number(integer(value, 32n))),
  over("xpath_short", SMALLINT, (value) => Number(BigInt.asIntN(16, integer(value, 32n)))),
];
