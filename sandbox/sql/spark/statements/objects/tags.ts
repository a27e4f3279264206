import type { Entry } from "../../../../catalog/ledger.ts";
import { SqlFailure } from "../../../engine/failure.ts";
import type { Options } from "../../syntax/ast.ts";
import { optionsText } from "../../syntax/option-parser.ts";
import type { StatementContext } from "../context.ts";

/** @throws {SqlFailure} for a value that a governed tag does not allow */
export function setTags(entry: Entry, tags: Options, { services }: StatementContext): void {
  const values = Object.entries(optionsText(tags)).map(([key, value]) => [key, value === "true" ? "" : value] as const);
  for (const [key, value] of values) {
    const refusal = services.ledger.refusedTag(key, value);
    if (refusal !== undefined) throw new SqlFailure("INVALID_PARAMETER_VALUE", refusal, "22023");
  }
  for (const [key, value] of values) entry.tags.set(key, value);
}

/** @throws {SqlFailure} for a tag that the object does not have */
export function unsetTags(entry: Entry, keys: readonly string[]): void {
  for (const key of keys) {
    if (entry.tags.delete(key)) continue;
    throw new SqlFailure(
      "UC_TAG_ASSIGNMENT_DOES_NOT_EXIST",
      `Tag assignment with tag key '${key}' does not exist.`,
      "42704",
    );
  }
}
