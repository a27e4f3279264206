import { unsupported } from "../../engine/failure.ts";
import type { NameParts } from "../syntax/ast.ts";

/** Functions that Databricks has and this workspace does not. */
const ABSENT =
  /^(cloud_files_state|read_kafka|read_kinesis|read_pubsub|read_pulsar|read_state_metadata|read_statestore|remote_query|vector_search|(st|h3)_\w+|ai_\w+)$/i;

/** @throws {SqlFailure} that says so, for one of them */
export function refuseAbsent([name = "", ...more]: NameParts): void {
  if (more.length === 0 && ABSENT.test(name)) throw unsupported("FUNCTION", `${name}() in this workspace`);
}
