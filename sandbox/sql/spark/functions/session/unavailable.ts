import { SqlFailure } from "../../../engine/failure.ts";
import type { FunctionDefinition } from "../contract.ts";
import { scalar } from "../define.ts";

const MODELS =
  "ai_analyze_sentiment ai_classify ai_extract ai_fix_grammar ai_gen ai_generate_text ai_mask ai_parse_document ai_query ai_similarity ai_summarize ai_translate";
const SECRETS = "secret try_secret";
const CODE = "java_method reflect try_reflect";
const RECORDS = "from_avro to_avro schema_of_avro from_protobuf to_protobuf";

const refused = (names: string, reason: string): readonly FunctionDefinition[] =>
  names.split(" ").map((name) =>
    scalar(name, "...", () => {
      throw new SqlFailure(
        "UNSUPPORTED_FEATURE.FUNCTION",
        `The feature is not supported: the function \`${name}\`. ${reason}`,
        "0A000",
      );
    }),
  );

/** Functions of Databricks that need something outside of the embedded workspace. */
export const unavailableFunctions: readonly FunctionDefinition[] = [
  ...refused(MODELS, "The embedded workspace has no language models."),
  ...refused(SECRETS, "The embedded workspace does not reveal secrets to SQL."),
  ...refused(CODE, "The embedded workspace has no Java classes."),
  ...refused(RECORDS, "The embedded workspace does not read Avro or Protocol Buffers."),
];
