/** A value, or a function that loads it. */
export type Later<T> = T | (() => Promise<T>);

/** A value that is loaded once, when it is first needed. */
export interface Loading<T> {
  /** The value, if it is loaded. */
  now(): T | undefined;
  load(): Promise<T>;
}

/** Loads a value once. A load that fails is tried again with the next use. */
export function later<T extends object>(given: Later<T>): Loading<T> {
  if (typeof given !== "function") return { now: () => given, load: async () => given };
  let value: T | undefined;
  let loading: Promise<T> | undefined;
  const load = async (): Promise<T> => {
    try {
      value = await given();
      return value;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  return {
    now: () => value,
    load() {
      loading ??= load();
      return loading;
    },
  };
}
