import type { ModelVersion, RegisteredModel } from "../../api/ml/models.ts";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";

/** A model in a list. */
export const modelSummary = ({ name, comment, owner, updated_at, latest_versions = [] }: RegisteredModel) => ({
  name,
  ...compact({
    comment,
    owner,
    updated_at: isoTime(updated_at),
    stages: Object.fromEntries(latest_versions.map(({ stage, version }) => [stage || "None", version])),
  }),
});

/** One model in full. */
export const modelDetails = ({ name, latest_versions, ...rest }: RegisteredModel) => ({
  name,
  ...compact({
    ...rest,
    created_at: isoTime(rest.created_at),
    updated_at: isoTime(rest.updated_at),
    latest_versions: latest_versions?.map(versionSummary),
  }),
});

const ordinary = (status: string | null | undefined) => (status === "READY" ? undefined : status);

/** A version in a list: ready is not worth saying. */
export const versionSummary = (found: ModelVersion) => ({
  version: found.version,
  ...compact({
    stage: found.stage === "None" ? undefined : found.stage,
    aliases: found.aliases,
    status: ordinary(found.status),
    comment: found.comment,
    run_id: found.run_id,
    created_at: isoTime(found.created_at),
  }),
});

/** One version in full; times are ISO 8601. */
export const versionDetails = (found: ModelVersion) => ({
  version: found.version,
  ...compact({ ...found, created_at: isoTime(found.created_at) }),
});
