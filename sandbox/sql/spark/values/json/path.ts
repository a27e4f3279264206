/** A step of a path: a field, an element, or all elements. */
export type PathStep = { readonly field: string } | { readonly index: number } | "all" | "any field";

const STEP = /\.\*|\['\*'\]|\.([^.[]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(\*|\d+)\]/y;

/**
 * The steps of a path such as `$.a[0]['b c'].d[*]`, or `undefined` if it is not one. A path into a VARIANT (`strict`) has no wildcards
 * and may quote with `"`.
 */
export function parsePath(path: string, strict = false): readonly PathStep[] | undefined {
  if (!path.startsWith("$")) return undefined;
  const steps: PathStep[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const [whole, plain, single, double, subscript] = match;
    const field = plain ?? single ?? double;
    if (double !== undefined && !strict) return undefined;
    if (field !== undefined && whole !== "['*']") steps.push({ field });
    else if (strict && (subscript === "*" || subscript === undefined)) return undefined;
    else if (subscript === "*") steps.push("all");
    else if (subscript === undefined) steps.push("any field");
    else steps.push({ index: Number(subscript) });
  }
  return steps;
}
