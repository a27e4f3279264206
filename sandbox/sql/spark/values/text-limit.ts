import { SqlFailure } from "../../engine/failure.ts";

/** Largest string or binary that one call produces. */
const MOST_UNITS = 16 * 1024 * 1024;

/** @throws {SqlFailure} for a value that would exhaust the memory of the warehouse */
export function refuseGiant(name: string, units: number): void {
  if (units <= MOST_UNITS) return;
  const message = `The result of ${name} is too large: this warehouse produces strings of up to ${MOST_UNITS} characters.`;
  throw new SqlFailure("INSUFFICIENT_MEMORY", message, "53200", "RESOURCE_EXHAUSTED");
}
