import * as z from "zod";
import * as api from "../../api/ml/model-requests.ts";
import { transitionStage } from "../../api/ml/models-workspace.ts";
import { type CallFacts, say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { activityView } from "./activity-view.ts";
import {
  ALIASES_INSTEAD,
  comment,
  name,
  nameAliases,
  requireWorkspaceModel,
  stage,
  version,
  words,
} from "./model-arguments.ts";
import { PRODUCTION, stageMove, versionFacts, versionObject } from "./model-facts.ts";
import { versionDetails } from "./model-view.ts";
import { models } from "./models-toolset.ts";
import { pinnedElsewhere, pinnedFields } from "./served-models.ts";

const archive = z.boolean().default(false).describe("Archive the versions now in that stage");

/** Archiving takes other versions out of use. A move into or out of Production requires confirmation as well. */
const access = {
  least: "write",
  most: "destructive",
  of: ({ archive_existing_versions }: { archive_existing_versions: boolean }) =>
    archive_existing_versions ? "destructive" : "write",
} as const;

export const transitionModelVersion = models.tool({
  name: "transition_model_version",
  title: "Move a model version to a stage",
  description:
    "Moves a version in the workspace registry to another stage. For Unity Catalog models use set_model_alias.",
  access,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ name, version, stage, archive_existing_versions: archive, comment }),
  output: z.object({ name: z.string(), version: z.string(), stage: text, status: text, ...pinnedFields }),
  aliases: nameAliases,
  covers: "modelRegistry.transitionStage",
  affects: (args, ctx) => stageMove(ctx, args),
  async run(ctx, args) {
    requireWorkspaceModel(args.name, "stages", ALIASES_INSTEAD);
    const moved = versionDetails(await transitionStage(ctx.client, args));
    const pinned =
      args.stage === PRODUCTION
        ? await pinnedElsewhere(ctx, args)
        : { serving_other_versions: undefined, next: undefined };
    return { name: args.name, version: moved.version, stage: moved.stage, status: moved.status, ...pinned };
  },
});

export const listTransitionRequests = models.tool({
  name: "list_transition_requests",
  title: "List stage transition requests",
  servedIn: [],
  description: "Lists the open requests to move a version to another stage.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name, version }),
  output: z.object({ requests: z.array(activityView.schema) }),
  async run(ctx, key) {
    const requests = await api.listTransitionRequests(ctx.client, key);
    return { requests: requests.map((request) => activityView(request)) };
  },
});

export const createTransitionRequest = models.tool({
  name: "create_transition_request",
  title: "Request a stage transition",
  servedIn: [],
  description:
    "Requests that a version be moved to another stage. It moves once someone calls approve_transition_request.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, version, stage, comment }),
  aliases: nameAliases,
  output: activityView.schema,
  covers: "modelRegistry.createTransitionRequest",
  affects: (key) => versionFacts("Request a stage for", key),
  async run(ctx, args) {
    requireWorkspaceModel(args.name, "stages", ALIASES_INSTEAD);
    return activityView(await api.createTransitionRequest(ctx.client, args));
  },
});

export const approveTransitionRequest = models.tool({
  name: "approve_transition_request",
  title: "Approve a stage transition",
  servedIn: [],
  description: "Approves an open request and moves the version to the requested stage.",
  access,
  untrusted: true,
  input: z.strictObject({ name, version, stage, archive_existing_versions: archive, comment }),
  output: activityView.schema,
  aliases: nameAliases,
  covers: "modelRegistry.approveTransitionRequest",
  affects: (args, ctx) => stageMove(ctx, args),
  run: async (ctx, args) => activityView(await api.approveTransitionRequest(ctx.client, args)),
});

export const rejectTransitionRequest = models.tool({
  name: "reject_transition_request",
  title: "Reject a stage transition",
  servedIn: [],
  description:
    "Rejects an open request; the version keeps its stage. To withdraw a request use delete_transition_request.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, version, stage, comment }),
  aliases: nameAliases,
  output: activityView.schema,
  covers: "modelRegistry.rejectTransitionRequest",
  affects: (key) => versionFacts("Reject a stage request for", key),
  run: async (ctx, args) => activityView(await api.rejectTransitionRequest(ctx.client, args)),
});

export const deleteTransitionRequest = models.tool({
  name: "delete_transition_request",
  title: "Withdraw a stage transition request",
  servedIn: [],
  description: "Withdraws an open request of the given creator.",
  access: "destructive",
  input: z.strictObject({ name, version, stage, creator: words.describe("User who made the request") }),
  output: z.object({ name: z.string(), version: z.string(), stage: z.string(), deleted: z.boolean() }),
  aliases: nameAliases,
  covers: "modelRegistry.deleteTransitionRequest",
  affects: ({ name, version, stage, creator }) => ({
    effect: "Withdraw a stage request for",
    objects: [versionObject(name, version)],
    consequences: [{ reason: "loss", text: say`The request of ${creator} to move it to ${stage} is lost.` }],
  }),
  async run(ctx, { creator, ...request }) {
    await api.deleteTransitionRequest(ctx.client, { ...request, creator });
    return { ...request, deleted: true };
  },
});

const commentId = z.string().min(1).max(128).describe("Comment ID, returned by create_model_comment");

/** The platform has no request that finds a comment by its ID. */
const commentFacts = (effect: string, id: string): CallFacts => ({
  effect,
  objects: [{ kind: "comment on a model version", id }],
  consequences: [],
  unresolved: "the model of a comment cannot be looked up by the comment's ID",
});

export const createModelComment = models.tool({
  name: "create_model_comment",
  title: "Comment on a model version",
  servedIn: [],
  description: "Adds a comment to a version in the workspace registry and returns its ID.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, version, comment: words.describe("Comment text") }),
  aliases: nameAliases,
  output: activityView.schema,
  covers: "modelRegistry.createComment",
  affects: (key) => versionFacts("Comment on", key),
  async run(ctx, args) {
    requireWorkspaceModel(args.name, "user comments", "Set the version's comment with update_model_version.");
    return activityView(await api.createComment(ctx.client, args));
  },
});

export const updateModelComment = models.tool({
  name: "update_model_comment",
  title: "Edit a comment on a model version",
  servedIn: [],
  description: "Replaces the text of a comment.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: commentId, comment: words.describe("Comment text") }),
  aliases: { comment_id: "id" },
  output: activityView.schema,
  covers: "modelRegistry.updateComment",
  affects: ({ id }) => commentFacts("Edit", id),
  run: async (ctx, args) => activityView(await api.updateComment(ctx.client, args)),
});

export const deleteModelComment = models.tool({
  name: "delete_model_comment",
  title: "Delete a comment on a model version",
  servedIn: [],
  description: "Permanently deletes a comment on a model version.",
  access: "destructive",
  input: z.strictObject({ id: commentId }),
  output: z.object({ id: z.string(), deleted: z.boolean() }),
  aliases: { comment_id: "id" },
  covers: "modelRegistry.deleteComment",
  affects: ({ id }) => ({
    ...commentFacts("Permanently delete", id),
    consequences: [{ reason: "loss", text: say`Its text cannot be restored.` }],
  }),
  async run(ctx, args) {
    await api.deleteComment(ctx.client, args);
    return { ...args, deleted: true };
  },
});
