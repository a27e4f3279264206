import { createContext, Script } from "node:vm";
import { SqlFailure } from "../../engine/failure.ts";

/**
 * Functions run on Node's thread, where nothing else runs meanwhile: neither a cancellation nor another request. A regular
 * expression alone can run forever.
 */
const MOST_SECONDS = 5;
const TIMED_OUT = "ERR_SCRIPT_EXECUTION_TIMEOUT";

const sandbox: { work: () => void } = createContext({ work: () => {} }) as { work: () => void };
const call = new Script("work()");

/** Runs the work, and stops it when it takes too long. @throws {SqlFailure} */
export function withinTime(work: () => void): void {
  sandbox.work = work;
  try {
    call.runInContext(sandbox, { timeout: MOST_SECONDS * 1000 });
  } catch (error) {
    // The error can be of the context's own realm.
    const timedOut = typeof error === "object" && error !== null && "code" in error && error.code === TIMED_OUT;
    if (timedOut) throw tooSlow();
    throw error;
  } finally {
    sandbox.work = () => {};
  }
}

function tooSlow(): SqlFailure {
  return new SqlFailure(
    "QUERY_EXECUTION_TIMEOUT_EXCEEDED",
    `A function needed more than ${MOST_SECONDS} seconds for a batch of rows, so the statement was ended. Simplify its regular expressions, or give it shorter values.`,
    "57000",
  );
}
