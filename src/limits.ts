/** Total time of a call that does not wait for long work, in milliseconds. MCP clients give up after 60 s. */
export const CALL_DEADLINE_MS = 50_000;

/** Characters that a token of English text or JSON takes on average: output budgets are given in tokens. */
export const CHARS_PER_TOKEN = 4;

/** Limit for messages in both directions, in bytes. The official clients close the connection at 10 MB. */
export const MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024;
