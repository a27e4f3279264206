/** An expected failure a tool reports in its own words: one cause, one next step. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly next: string | undefined;
  readonly retryable: boolean;
  constructor(cause: string, options: { next?: string; retryable?: boolean } = {}) {
    super(cause);
    this.next = options.next;
    this.retryable = options.retryable ?? false;
  }
}
