import type { Entry } from "../../../../catalog/ledger.ts";
import { SqlFailure } from "../../../engine/failure.ts";
import type { Options } from "../../syntax/ast.ts";
import { optionsText } from "../../syntax/option-parser.ts";

export function setTags(entry: Entry, tags: Options): void {
  for (const [key, value] of Object.entries(optionsText(tags))) entry.tags.set(key, value === "true" ? "" : value);
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
