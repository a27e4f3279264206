import * as z from "zod";
import type { Experiment } from "../../api/ml/mlflow.ts";
import { text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { textByName } from "./arguments.ts";

type Pairs = readonly { readonly key: string; readonly value?: string | null | undefined }[] | null | undefined;

/** The tag that MLflow keeps the note of an experiment or run in. */
export const NOTE_TAG = "mlflow.note.content";

/** Key-value pairs (tags or params) as an object, which is easier to read. */
export const tagsByKey = (pairs: Pairs): Record<string, string> =>
  Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, value ?? ""]));

/** Tags set by users, without MLflow's own. */
export const ownTags = (tags: Pairs): Record<string, string> =>
  tagsByKey((tags ?? []).filter(({ key }) => !key.startsWith("mlflow.")));

export const lifecycleStage = text.describe("only when not active");

/** The lifecycle stage, unless it is `active`, which a reader assumes anyway. */
export const stageUnlessActive = (stage: string | null | undefined) => (stage === "active" ? undefined : stage);

/** An experiment in a list. */
export const experimentView = view(
  {
    experiment_id: z.string(),
    name: z.string(),
    lifecycle_stage: lifecycleStage,
    creation_time: text,
    last_update_time: text,
    tags: textByName,
  },
  (experiment: Experiment) => ({
    experiment_id: experiment.experiment_id,
    name: experiment.name,
    lifecycle_stage: stageUnlessActive(experiment.lifecycle_stage),
    creation_time: isoTime(experiment.creation_time),
    last_update_time: isoTime(experiment.last_update_time),
    tags: ownTags(experiment.tags),
  }),
);

/** One experiment with its note and artifact location. */
export const experimentDetails = view(
  { ...experimentView.fields, note: text, artifact_location: text },
  (experiment: Experiment) => ({
    ...experimentView(experiment),
    note: tagsByKey(experiment.tags)[NOTE_TAG],
    artifact_location: experiment.artifact_location,
  }),
);
