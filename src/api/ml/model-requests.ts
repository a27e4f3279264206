import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import { int64 } from "../http/json.ts";
import type { VersionKey } from "./models.ts";

// Stage transition requests and comments on versions in the workspace registry.

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
/** `Activity` and `TransitionRequest`: the fields we read. Times are in epoch milliseconds. */
export type Activity = z.output<typeof activity>;

const API = "/api/2.0/mlflow";

type TransitionRequest = VersionKey & { readonly stage: string; readonly comment?: string | undefined };

/** Requests that a version be moved to `stage`, and returns the request. `POST /api/2.0/mlflow/transition-requests/create` */
export const createTransitionRequest = async (client: Client, body: TransitionRequest): Promise<Activity> =>
  (
    await client.post(
      "modelRegistry.createTransitionRequest",
      `${API}/transition-requests/create`,
      z.looseObject({ request: activity }),
      { body },
    )
  ).request;

/** The open requests of a version. `GET /api/2.0/mlflow/transition-requests/list` */
export async function listTransitionRequests(client: Client, query: VersionKey): Promise<readonly Activity[]> {
  const response = z.looseObject({ requests: z.array(activity).nullish() });
  return (
    (
      await client.get("modelRegistry.listTransitionRequests", `${API}/transition-requests/list`, response, {
        query: { ...query },
      })
    ).requests ?? []
  );
}

const decided = z.looseObject({ activity });

/** Approves the request for `stage`, which moves the version. `POST /api/2.0/mlflow/transition-requests/approve` */
export const approveTransitionRequest = async (
  client: Client,
  body: TransitionRequest & { readonly archive_existing_versions: boolean },
): Promise<Activity> =>
  (await client.post("modelRegistry.approveTransitionRequest", `${API}/transition-requests/approve`, decided, { body }))
    .activity;

/** Rejects the request for `stage`. `POST /api/2.0/mlflow/transition-requests/reject` */
export const rejectTransitionRequest = async (client: Client, body: TransitionRequest): Promise<Activity> =>
  (await client.post("modelRegistry.rejectTransitionRequest", `${API}/transition-requests/reject`, decided, { body }))
    .activity;

/** Withdraws the request of `creator` for `stage`. `DELETE /api/2.0/mlflow/transition-requests/delete` */
export const deleteTransitionRequest = (client: Client, query: VersionKey & { stage: string; creator: string }) =>
  client.delete("modelRegistry.deleteTransitionRequest", `${API}/transition-requests/delete`, nothing, {
    query: { ...query },
  });

const commented = z.looseObject({ comment: activity });

/** Adds a comment to a version and returns it. `POST /api/2.0/mlflow/comments/create` */
export const createComment = async (client: Client, body: VersionKey & { comment: string }): Promise<Activity> =>
  (await client.post("modelRegistry.createComment", `${API}/comments/create`, commented, { body })).comment;

/** Replaces the text of a comment and returns it. `PATCH /api/2.0/mlflow/comments/update` */
export const updateComment = async (client: Client, body: { id: string; comment: string }): Promise<Activity> =>
  (await client.patch("modelRegistry.updateComment", `${API}/comments/update`, commented, { body })).comment;

/** Permanently deletes a comment. `DELETE /api/2.0/mlflow/comments/delete` */
export const deleteComment = (client: Client, query: { id: string }) =>
  client.delete("modelRegistry.deleteComment", `${API}/comments/delete`, nothing, { query });
