import * as z from "zod";
import type { ModelVersion, RegisteredModel } from "../../api/ml/models.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { textByName } from "./arguments.ts";

/** A version in a list. Its status is shown only when it is not READY, its stage only when it has one. */
export const versionSummary = view(
  {
    version: z.string(),
    stage: text,
    aliases: texts,
    status: text.describe("only when not READY"),
    comment: text,
    run_id: text,
    created_at: text,
  },
  (found: ModelVersion) => ({
    version: found.version,
    stage: found.stage === "None" ? undefined : found.stage,
    aliases: found.aliases,
    status: found.status === "READY" ? undefined : found.status,
    comment: found.comment,
    run_id: found.run_id,
    created_at: isoTime(found.created_at),
  }),
);

/** One version in full. */
export const versionDetails = view(
  {
    ...versionSummary.fields,
    model_name: text.describe("without catalog and schema"),
    status: text,
    status_message: text,
    source: text,
    storage_location: text,
    created_by: text,
    tags: textByName,
  },
  (found: ModelVersion) => ({
    ...versionSummary(found),
    stage: found.stage,
    model_name: found.model_name,
    status: found.status,
    status_message: found.status_message,
    source: found.source,
    storage_location: found.storage_location,
    created_by: found.created_by,
    tags: found.tags,
  }),
);

/** A model in a list. */
export const modelSummary = view(
  { name: z.string(), comment: text, owner: text, updated_at: text },
  ({ name, comment, owner, updated_at }: RegisteredModel) => ({
    name,
    comment,
    owner,
    updated_at: isoTime(updated_at),
  }),
);

/** A model of the workspace registry in a list, with the latest version in each stage. */
export const workspaceModelSummary = view({ ...modelSummary.fields, stages: textByName }, (model: RegisteredModel) => ({
  ...modelSummary(model),
  stages: Object.fromEntries((model.latest_versions ?? []).map(({ stage, version }) => [stage || "None", version])),
}));

/** One model in full. */
export const modelDetails = view(
  {
    ...modelSummary.fields,
    created_at: text,
    storage_location: text,
    metastore_id: text,
    aliases: textByName.describe("alias → version"),
    id: text.describe("object_id for the permissions tools"),
    permission_level: text,
    tags: textByName,
    latest_versions: z.array(versionSummary.schema).optional(),
  },
  (model: RegisteredModel) => ({
    ...modelSummary(model),
    created_at: isoTime(model.created_at),
    storage_location: model.storage_location,
    metastore_id: model.metastore_id,
    aliases: model.aliases,
    id: model.id,
    permission_level: model.permission_level,
    tags: model.tags,
    latest_versions: model.latest_versions?.map((version) => versionSummary(version)),
  }),
);
