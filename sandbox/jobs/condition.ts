import type { Fields } from "../http.ts";

/** `condition_task`: equality compares text, order compares numbers. */
export function compare({ op, left, right }: Fields): boolean {
  const [a, b] = [String(left ?? ""), String(right ?? "")];
  switch (op) {
    case "EQUAL_TO":
      return a === b;
    case "NOT_EQUAL":
      return a !== b;
    case "GREATER_THAN":
      return Number(a) > Number(b);
    case "GREATER_THAN_OR_EQUAL":
      return Number(a) >= Number(b);
    case "LESS_THAN":
      return Number(a) < Number(b);
    case "LESS_THAN_OR_EQUAL":
      return Number(a) <= Number(b);
    default:
      return false;
  }
}
