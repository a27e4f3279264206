import * as z from "zod";
import type { KeyCost } from "../../api/admin/usage-costs.ts";
import type { ProvenWaste } from "../../api/admin/usage-waste.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";
import { missing, missingLines, sectionLines } from "./parts.ts";

/** A statement that figures of the answer rest on. Its SQL can be run again, and changed. */
export interface CostSource {
  readonly name: string;
  readonly statement_id: string;
  readonly sql: string;
}

/** The cost of one key in both periods. */
export const keyCostView = view(
  { id: z.string(), name: text, cost: z.number(), previous_cost: z.number() },
  ({ id, cost, previous_cost }: KeyCost, name: string | undefined) => ({ id, name, cost, previous_cost }),
);

/** Proven waste, with the statement that proves it. */
export const wasteView = view(
  { kind: z.string(), id: z.string(), name: text, cost: z.number(), evidence: z.string(), statement: z.string() },
  ({ kind, id, name, cost, evidence }: ProvenWaste, statement: string) => ({
    kind,
    id,
    name,
    cost,
    evidence,
    statement,
  }),
);

/** A statement of the answer, with its SQL if that is asked for and figures rest on it. */
export const costSourceView = view(
  { name: z.string(), statement_id: z.string(), sql: text },
  ({ name, statement_id, sql }: CostSource, shown: boolean) => ({
    name,
    statement_id,
    sql: shown ? sql : undefined,
  }),
);

/** Costs of a period, compared with the one before. Amounts are in US dollars. */
export const costOutput = z.object({
  period: z.string(),
  previous_period: z.string(),
  by: z.string(),
  total: count,
  previous_total: count,
  items: z.array(keyCostView.schema).optional(),
  not_attributed: count.describe("cost of usage that belongs to none"),
  waste: z.array(wasteView.schema).optional().describe("cost that was for nothing"),
  usage_through: text,
  notes: texts,
  statements: z.array(costSourceView.schema),
  missing,
});

type Costs = z.output<typeof costOutput>;

/** `123.40`. */
const money = (amount: number): string => amount.toFixed(2);

/** The change from one amount to another: `+12 %`, `new`. */
export function changeInWords(cost: number, before: number): string {
  if (before === 0) return cost === 0 ? "" : "new";
  const percent = Math.round(((cost - before) / before) * 100);
  return `${percent > 0 ? "+" : ""}${percent} %`;
}

/** The costs of the keys. Products, users and tags have no other name than the key. */
function keyTable(items: NonNullable<Costs["items"]>): string {
  const isNamed = items.some(({ name }) => name);
  return table(
    ["id", ...(isNamed ? ["name"] : []), "US$", "before", "change"],
    items.map(({ id, name = "", cost, previous_cost }) => [
      oneLine(id),
      ...(isNamed ? [oneLine(name)] : []),
      money(cost),
      money(previous_cost),
      changeInWords(cost, previous_cost),
    ]),
  );
}

/** The costs as lines. */
export const costText = ({ total = 0, previous_total = 0, items = [], waste = [], statements, ...of }: Costs): string =>
  [
    `US$ ${money(total)} at list prices in ${of.period}; US$ ${money(previous_total)} in ${of.previous_period} (${changeInWords(total, previous_total) || "no change"}). [total]`,
    ...(of.usage_through ? [`Usage is recorded through ${of.usage_through}.`] : []),
    ...(items.length === 0 ? [] : [`Costs by ${of.by} [costs]:`, keyTable(items)]),
    ...(of.not_attributed ? [`Not attributed to any ${of.by}: US$ ${money(of.not_attributed)} [total]`] : []),
    ...sectionLines(
      "waste",
      waste.map(
        ({ kind, id, name, cost, evidence, statement }) =>
          `US$ ${money(cost)} ${kind} ${oneLine(name ?? "")} (${oneLine(id)}): ${evidence} [${statement}]`,
      ),
    ),
    ...(of.notes ?? []),
    ...missingLines(of.missing),
    ...sectionLines(
      statements.some(({ sql }) => sql) ? "statements" : "statements (show_sql: true adds their SQL)",
      statements.map(({ name, statement_id }) => `[${name}] ${statement_id}`),
    ),
    ...statements.flatMap(({ name, sql }) => (sql ? [`-- ${name}`, sql] : [])),
  ].join("\n");
