import type { Physical } from "./physical/operator.ts";
import { type Shown, treeText } from "./tree.ts";

/** A physical plan as a tree of numbered operators, followed by what each of them does. */
export function formattedText(root: Physical): string {
  const numbers = new Map<Physical, number>();
  const details: string[] = [];
  const subqueries: { readonly plan: Physical; readonly host: number; readonly text: string }[] = [];
  const number = (operator: Physical): void => {
    for (const input of operator.inputs) number(input);
    const own = numbers.size + 1;
    numbers.set(operator, own);
    const facts = operator.facts.map(([label, value]) => `${label}: ${value}`);
    details.push(
      [`(${own}) ${titleOf(operator).split(" ")[0] === "Scan" ? titleOf(operator) : operator.name}`, ...facts].join(
        "\n",
      ),
    );
    for (const { inputs, detail } of operator.subqueries ?? [])
      for (const plan of inputs) subqueries.push({ plan, host: own, text: detail.trim() });
  };
  const shown = (operator: Physical): Shown => ({
    text: `${titleOf(operator)} (${numbers.get(operator)})`,
    inputs: operator.inputs.map(shown),
  });
  number(root);
  const parts = [`${treeText(shown(root))}\n`, ...details];
  if (subqueries.length > 0) parts.push("===== Subqueries =====");
  for (const [index, { plan, host, text }] of subqueries.entries()) {
    const before = details.length;
    number(plan);
    parts.push(
      `Subquery:${index + 1} Hosting operator id = ${host} Hosting Expression = Subquery ${text}\n${treeText(shown(plan))}\n`,
      ...details.slice(before),
    );
  }
  return parts.join("\n\n");
}

const titleOf = ({ title, name, detail }: Physical): string => title ?? (name === "Scan" ? `${name}${detail}` : name);
