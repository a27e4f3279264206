/** Requests at a time: more would wait for each other in the client, and for other calls. */
const AT_ONCE = 8;

/** The results of `each` for all items, in their order, a few at a time. `onStart` gets the number of finished items. */
export async function inTurn<T, R>(
  items: readonly T[],
  each: (item: T) => Promise<R>,
  onStart?: (done: number) => void,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    onStart?.(at);
    for (const one of await Promise.all(items.slice(at, at + AT_ONCE).map(each))) results.push(one);
  }
  return results;
}
