/** Puts an entry last into a map whose entries are in the order of their latest use, and removes the first beyond `max`. */
export function keepNewest<K, V>(kept: Map<K, V>, key: K, value: V, max: number): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= max) break;
    kept.delete(oldest);
  }
}
