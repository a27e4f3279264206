import type { Expression, SortItem } from "../../syntax/ast.ts";
import { expressionText, sortText } from "../expressions.ts";
import { counted, names, type Physical } from "./operator.ts";

/** Spark's number of partitions after an exchange. */
const PARTITIONS = 200;

/** Moves rows between partitions and sorts them. Exchanges are numbered in the plan. */
export function createExchanges(number: () => number) {
  const exchange = (
    input: Physical,
    how: string,
    partitions: readonly string[] | undefined,
    origin: string,
  ): Physical => {
    const detail = `${how}, ${origin}, [plan_id=${number()}]`;
    return {
      name: "Exchange",
      detail: ` ${detail}`,
      output: input.output,
      facts: [counted("Input", names(input.output)), ["Arguments", detail]],
      inputs: [input],
      ...(partitions === undefined ? {} : { partitions }),
    };
  };
  return {
    /** Rows with the same keys in one partition; without keys, all rows in one. */
    byKeys(input: Physical, keys: readonly Expression[], origin = "ENSURE_REQUIREMENTS"): Physical {
      const texts = keys.map(expressionText);
      const { partitions } = input;
      // All rows in one partition are also together by any key.
      if (partitions?.length === 0 || (partitions !== undefined && partitions.join("\n") === texts.join("\n")))
        return input;
      const how = texts.length === 0 ? "SinglePartition" : `hashpartitioning(${[...texts, PARTITIONS].join(", ")})`;
      return exchange(input, how, texts, origin);
    },
    byRange: (input: Physical, order: readonly SortItem[]): Physical =>
      exchange(
        input,
        `rangepartitioning(${[...order.map(sortText), PARTITIONS].join(", ")})`,
        undefined,
        "ENSURE_REQUIREMENTS",
      ),
    broadcast(input: Physical, mode: string): Physical {
      const detail = `${mode}, [plan_id=${number()}]`;
      return {
        name: "BroadcastExchange",
        detail: ` ${detail}`,
        output: input.output,
        facts: [counted("Input", names(input.output)), ["Arguments", detail]],
        inputs: [input],
      };
    },
  };
}

export type Exchanges = ReturnType<typeof createExchanges>;

export function sorted(input: Physical, order: readonly SortItem[], global: boolean): Physical {
  const detail = `[${order.map(sortText).join(", ")}], ${global}, 0`;
  return {
    name: "Sort",
    detail: ` ${detail}`,
    output: input.output,
    facts: [counted("Input", names(input.output)), ["Arguments", detail]],
    inputs: [input],
    ...(input.partitions === undefined ? {} : { partitions: input.partitions }),
  };
}

export const ascending = (keys: readonly Expression[]): readonly SortItem[] =>
  keys.map((expression) => ({ expression, descending: false, nullsFirst: true }));
