/** `passed` and `failed` determine the exit code; `noted` is information that does not. */
export type CheckStatus = "passed" | "failed" | "noted";

/** The result of one check. It contains no secrets. */
export interface Check {
  readonly name: string;
  readonly verdict: CheckStatus;
  readonly says: string;
  /** How to fix the problem. */
  readonly fix?: string;
  /** Further lines, e.g. why other login methods were skipped. */
  readonly details?: readonly string[];
}

export const passed = (name: string, says: string, details?: readonly string[]): Check => ({
  name,
  verdict: "passed",
  says,
  ...(details && details.length > 0 ? { details } : {}),
});

export const noted = (name: string, says: string, fix?: string): Check => ({
  name,
  verdict: "noted",
  says,
  ...(fix ? { fix } : {}),
});

export const failed = (name: string, says: string, fix: string, details?: readonly string[]): Check => ({
  name,
  verdict: "failed",
  says,
  fix,
  ...(details && details.length > 0 ? { details } : {}),
});
