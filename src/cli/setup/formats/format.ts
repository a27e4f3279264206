/** How to read and change one kind of configuration file. */
export interface ConfigFormat {
  /** @throws {SyntaxError} with the line, if the text is not valid */
  parse(text: string): unknown;
  /** Sets the value at a path, or removes it if `value` is `undefined`, and leaves the rest of the text as it is. */
  set(text: string, path: readonly string[], value: object | undefined): string;
}
