import type { Activity } from "../../api/ml/model-requests.ts";
import { text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A comment on a model version, or a request to move it to another stage. */
export const activityView = view(
  {
    id: text,
    activity_type: text,
    user_id: text,
    from_stage: text,
    to_stage: text,
    comment: text,
    system_comment: text,
    creation_time: text,
  },
  (activity: Activity) => ({
    id: activity.id,
    activity_type: activity.activity_type,
    user_id: activity.user_id,
    from_stage: activity.from_stage,
    to_stage: activity.to_stage,
    comment: activity.comment,
    system_comment: activity.system_comment,
    creation_time: isoTime(activity.creation_timestamp),
  }),
);
