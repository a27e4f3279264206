/** `passed` and `failed` decide the exit code; `noted` is worth knowing and nobody's fault. */
export type CheckStatus = "passed" | "failed" | "noted";

/** One thing that was looked at. Holds nothing secret. */
export interface Check {
  readonly name: string;
  readonly verdict: CheckStatus;
  readonly says: string;
  /** What to do about it. */
  readonly mend?: string;
  /** Further lines, e.g. why the methods before the one used were skipped. */
  readonly details?: readonly string[];
}

export const passed = (name: string, says: string, details?: readonly string[]): Check => ({
  name,
  verdict: "passed",
  says,
  ...(details && details.length > 0 ? { details } : {}),
});

export const noted = (name: string, says: string, mend?: string): Check => ({
  name,
  verdict: "noted",
  says,
  ...(mend ? { mend } : {}),
});

export const failed = (name: string, says: string, mend: string, details?: readonly string[]): Check => ({
  name,
  verdict: "failed",
  says,
  mend,
  ...(details && details.length > 0 ? { details } : {}),
});
