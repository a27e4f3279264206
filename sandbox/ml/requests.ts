import { fail } from "../failure.ts";
import { type App, type Fields, flag, optional, readJson, required } from "../http.ts";
import {
  type Comment,
  fieldsOf,
  moveTo,
  type Registry,
  type Stage,
  stageOf,
  type TransitionRequest,
  versionOf,
} from "./registry.ts";

const API = "/api/2.0/mlflow";

/** `/api/2.0/mlflow/transition-requests/…` and `/api/2.0/mlflow/comments/…` */
export function requestRoutes(app: App, registry: Registry): void {
  const { world, models } = registry;

  /** Removes the open request for a stage, whether it was approved, rejected or withdrawn. */
  function decide(fields: Fields, activity_type: string) {
    const found = versionOf(registry, fields);
    const to = stageOf(fields);
    const request =
      found.version.requests.find((one) => one.to === to) ??
      fail(404, "RESOURCE_DOES_NOT_EXIST", `Version ${found.version.number} has no open request to move to ${to}.`);
    found.version.requests = found.version.requests.filter((one) => one !== request);
    const now = Date.now();
    const activity = {
      id: world.hexId(32),
      activity_type,
      user_id: world.user,
      from_stage: found.version.stage,
      to_stage: to,
      ...(optional(fields, "comment") && { comment: fields.comment }),
      creation_timestamp: now,
      last_updated_timestamp: now,
    };
    return { found, to, activity };
  }

  app.post(`${API}/transition-requests/create`, async (c) => {
    const fields = await readJson(c);
    const { version } = versionOf(registry, fields);
    const to = stageOf(fields);
    if (version.requests.some((one) => one.to === to && one.creator === world.user)) {
      fail(400, "RESOURCE_ALREADY_EXISTS", `You have already asked for version ${version.number} to move to ${to}.`);
    }
    const request: TransitionRequest = {
      id: world.hexId(32),
      creator: world.user,
      to,
      comment: optional(fields, "comment") ?? "",
      created: Date.now(),
    };
    version.requests.push(request);
    return c.json({ request: presentRequest(request, version.stage) });
  });
  app.get(`${API}/transition-requests/list`, (c) => {
    const { version } = versionOf(registry, c.req.query());
    const requests = version.requests.map((request) => presentRequest(request, version.stage));
    return c.json({ ...(requests.length > 0 && { requests }) });
  });
  app.post(`${API}/transition-requests/approve`, async (c) => {
    const fields = await readJson(c);
    const { found, to, activity } = decide(fields, "APPLIED_TRANSITION");
    moveTo(found, to, flag(fields, "archive_existing_versions") ?? false);
    return c.json({ activity });
  });
  app.post(`${API}/transition-requests/reject`, async (c) =>
    c.json({ activity: decide(await readJson(c), "REJECTED_REQUEST").activity }),
  );
  app.delete(`${API}/transition-requests/delete`, async (c) => {
    const fields = await fieldsOf(c);
    const creator = required(fields, "creator");
    if (creator !== world.user) {
      fail(404, "RESOURCE_DOES_NOT_EXIST", `${creator} has not asked for this.`);
    }
    return c.json({ activity: decide(fields, "CANCELLED_REQUEST").activity });
  });

  app.post(`${API}/comments/create`, async (c) => {
    const fields = await readJson(c);
    const { version } = versionOf(registry, fields);
    const now = Date.now();
    const comment: Comment = {
      id: world.hexId(32),
      text: required(fields, "comment"),
      author: world.user,
      created: now,
      updated: now,
    };
    version.comments.push(comment);
    return c.json({ comment: presentComment(comment) });
  });
  app.patch(`${API}/comments/update`, async (c) => {
    const fields = await readJson(c);
    const { comment } = commentOf(fields);
    Object.assign(comment, { text: required(fields, "comment"), updated: Date.now() });
    return c.json({ comment: presentComment(comment) });
  });
  app.delete(`${API}/comments/delete`, async (c) => {
    const { version, comment } = commentOf(await fieldsOf(c));
    version.comments = version.comments.filter((one) => one !== comment);
    return c.json({});
  });

  function commentOf(fields: Fields) {
    const id = required(fields, "id");
    for (const version of [...models.values()].flatMap((model) => model.versions)) {
      const comment = version.comments.find((one) => one.id === id);
      if (comment !== undefined) return { version, comment };
    }
    return fail(404, "RESOURCE_DOES_NOT_EXIST", `Comment with id ${id} does not exist.`);
  }
}

const presentRequest = ({ id, creator, to, comment, created }: TransitionRequest, from: Stage) => ({
  id,
  activity_type: "REQUESTED_TRANSITION",
  user_id: creator,
  from_stage: from,
  to_stage: to,
  comment,
  creation_timestamp: created,
  last_updated_timestamp: created,
  available_actions: ["APPROVE_TRANSITION_REQUEST", "REJECT_TRANSITION_REQUEST", "CANCEL_TRANSITION_REQUEST"],
});

const presentComment = ({ id, text, author, created, updated }: Comment) => ({
  id,
  activity_type: "NEW_COMMENT",
  user_id: author,
  comment: text,
  creation_timestamp: created,
  last_updated_timestamp: updated,
  available_actions: ["EDIT_COMMENT", "DELETE_COMMENT"],
});
