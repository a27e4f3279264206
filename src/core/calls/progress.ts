import { oneLine } from "../../text.ts";
import { strip } from "../output/fence.ts";

/** Maximum length of a message, in characters. */
const MAX_MESSAGE = 300;

/** MCP `notifications/progress` parameters without the token. */
export interface ProgressUpdate {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

/**
 * Reports progress at most once a second, always increasing. Without `done`, the number of reports is the progress, so
 * that a client's progress bar moves. A message may contain names from the workspace: it is shortened to one line without
 * hidden characters.
 */
export function progressReporter(
  send: ((update: ProgressUpdate) => void | Promise<void>) | undefined,
  now: () => number = () => performance.now(),
): (message: string, done?: number, total?: number) => void {
  if (!send) return () => {};
  let last = Number.NEGATIVE_INFINITY;
  let progress = 0;
  return (message, done, total) => {
    const at = now();
    if (at - last < 1000) return;
    last = at;
    progress = done !== undefined && done > progress ? done : progress + 1;
    void send({
      progress,
      message: oneLine(strip(message).text, MAX_MESSAGE),
      ...(total !== undefined && total >= progress ? { total } : {}),
    });
  };
}
