/** The widgets of a notebook or execution context: parameters by name. */
export interface Widgets {
  /** Creates a widget. A value that was given from outside wins over its default. */
  define(name: string, value: string): void;
  remove(name: string | undefined): void;
  values(): Readonly<Record<string, string>>;
}

/** `given` are values from outside: the parameters of a job, or the arguments of `dbutils.notebook.run`. */
export function createWidgets(given: Readonly<Record<string, string>> = {}): Widgets {
  const defaults = new Map<string, string>();
  return {
    define(name, value) {
      if (!defaults.has(name)) defaults.set(name, value);
    },
    remove(name) {
      if (name === undefined) defaults.clear();
      else defaults.delete(name);
    },
    values: () => ({ ...Object.fromEntries(defaults), ...given }),
  };
}
