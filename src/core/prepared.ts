/** JSON texts of lists that are sent again and again. */
const texts = new WeakMap<object, string>();

/** Serializes a list once. It must not change from now on. */
export function prepare<T extends object>(list: T): T {
  texts.set(list, JSON.stringify(list));
  return list;
}

/** The JSON text of a prepared list; `undefined` for anything else. */
export const preparedText = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null ? texts.get(value) : undefined;
