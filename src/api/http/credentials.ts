/** Who we are to the workspace. Every login method stands behind this. */
export interface Credentials {
  /** Where it comes from, for messages: `DATABRICKS_TOKEN`, `profile dev`. Never a value. */
  readonly source: string;
  /** Request headers that authenticate. May fetch a token first. */
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
  /** Gets a new token now. Only kinds that can have it. */
  refresh?(signal?: AbortSignal): Promise<void>;
  /** Values that must never appear in anything we write. */
  readonly secrets: readonly string[];
}
