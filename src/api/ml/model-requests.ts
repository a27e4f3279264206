import * as z from "zod";
import { compact } from "../../records.ts";
import { isoTime } from "../../text.ts";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";

import type { VersionKey } from "./models.ts";

// What people ask and say about a version in the workspace registry: stage transitions and comments.

/** `Activity` and `TransitionRequest`: the fields we read. Times are epoch milliseconds. */
const activity = z.looseObject({
  id: text,
  activity_type: text,
  user_id: text,
  from_stage: text,
  to_stage: text,
  comment: text,
  system_comment: text,
  creation_timestamp: int64.nullish(),
});
export type Activity = z.output<typeof activity>;

const API = "/api/2.0/mlflow";

type Request = VersionKey & { readonly stage: string; readonly comment?: string | undefined };

/** `POST /api/2.0/mlflow/transition-requests/create` */
export const createRequest = async (client: Client, body: Request): Promise<Activity> =>
  (
    await client.post(
      "modelRegistry.createTransitionRequest",
      `${API}/transition-requests/create`,
      z.looseObject({ request: activity }),
      { body },
    )
  ).request;

/** The open ones. `GET /api/2.0/mlflow/transition-requests/list` */
export async function listRequests(client: Client, query: VersionKey): Promise<readonly Activity[]> {
  const answer = z.looseObject({ requests: z.array(activity).nullish() });
  return (
    (
      await client.get("modelRegistry.listTransitionRequests", `${API}/transition-requests/list`, answer, {
        query: { ...query },
      })
    ).requests ?? []
  );
}

const decided = z.looseObject({ activity });

/** Moves the version. `POST /api/2.0/mlflow/transition-requests/approve` */
export const approveRequest = async (
  client: Client,
  body: Request & { readonly archive_existing_versions: boolean },
): Promise<Activity> =>
  (await client.post("modelRegistry.approveTransitionRequest", `${API}/transition-requests/approve`, decided, { body }))
    .activity;

/** `POST /api/2.0/mlflow/transition-requests/reject` */
export const rejectRequest = async (client: Client, body: Request): Promise<Activity> =>
  (await client.post("modelRegistry.rejectTransitionRequest", `${API}/transition-requests/reject`, decided, { body }))
    .activity;

/** Withdraws a request. `DELETE /api/2.0/mlflow/transition-requests/delete` */
export const deleteRequest = (client: Client, query: VersionKey & { stage: string; creator: string }) =>
  client.delete("modelRegistry.deleteTransitionRequest", `${API}/transition-requests/delete`, nothing, {
    query: { ...query },
  });

const commented = z.looseObject({ comment: activity });

/** `POST /api/2.0/mlflow/comments/create` */
export const createComment = async (client: Client, body: VersionKey & { comment: string }): Promise<Activity> =>
  (await client.post("modelRegistry.createComment", `${API}/comments/create`, commented, { body })).comment;

/** `PATCH /api/2.0/mlflow/comments/update` */
export const updateComment = async (client: Client, body: { id: string; comment: string }): Promise<Activity> =>
  (await client.patch("modelRegistry.updateComment", `${API}/comments/update`, commented, { body })).comment;

/** `DELETE /api/2.0/mlflow/comments/delete` */
export const deleteComment = (client: Client, query: { id: string }) =>
  client.delete("modelRegistry.deleteComment", `${API}/comments/delete`, nothing, { query });

/** A comment or transition as an answer shows it. */
export const activityView = ({ id, creation_timestamp, ...rest }: Activity) =>
  compact({
    id,
    activity_type: rest.activity_type,
    user_id: rest.user_id,
    from_stage: rest.from_stage,
    to_stage: rest.to_stage,
    comment: rest.comment,
    system_comment: rest.system_comment,
    creation_time: isoTime(creation_timestamp),
  });
