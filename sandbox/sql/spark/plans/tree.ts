/** An operator as it is shown, with what is below it. */
export interface Shown {
  readonly text: string;
  readonly inputs: readonly Shown[];
  /** Plans of subqueries in the operator's expressions. */
  readonly subqueries?: readonly Shown[];
}

/** A plan as a tree of lines, the way Spark draws it. */
export function treeText(root: Shown): string {
  const lines: string[] = [];
  const draw = ({ text, inputs, subqueries = [] }: Shown, prefix: string, below: string): void => {
    lines.push(prefix + text);
    for (const [index, one] of subqueries.entries()) {
      const around = `${below}${inputs.length === 0 ? "   " : ":  "}`;
      const last = index === subqueries.length - 1;
      draw(one, `${around}${last ? "+- " : ":- "}`, `${around}${last ? "   " : ":  "}`);
    }
    for (const [index, input] of inputs.entries()) {
      const last = index === inputs.length - 1;
      draw(input, `${below}${last ? "+- " : ":- "}`, `${below}${last ? "   " : ":  "}`);
    }
  };
  draw(root, "", "");
  return lines.join("\n");
}
