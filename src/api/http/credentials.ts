/** A login: what every login method gives the client. */
export interface Credentials {
  /** Where the login comes from, for messages: `DATABRICKS_TOKEN`, `profile dev`. Never a value. */
  readonly source: string;
  /**
   * Request headers that authenticate. May fetch a token first.
   * @throws {ApiError} `auth`, `unavailable`, `throttled`, `timeout` or `transport` if there is no token
   */
  headers(signal?: AbortSignal): Promise<Record<string, string>>;
  /**
   * Replaces a token that the workspace refused. Absent if the login cannot change, such as a personal access token.
   */
  refresh?(signal?: AbortSignal): Promise<void>;
  /** Values that must never appear in output, logs or errors. */
  readonly secrets: readonly string[];
}
