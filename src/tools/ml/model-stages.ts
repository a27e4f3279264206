import * as z from "zod";
import * as api from "../../api/ml/model-requests.ts";
import { transitionStage } from "../../api/ml/models-workspace.ts";
import { compact } from "../../records.ts";
import { text } from "./arguments.ts";
import { comment, name, named, stage, version, words, workspaceOnly } from "./model-arguments.ts";
import { versionDetails } from "./model-view.ts";
import { models } from "./models-toolset.ts";

const ALIASES_INSTEAD = "Unity Catalog's way is set_model_alias.";

const activity = {
  id: text,
  activity_type: text,
  user_id: text,
  from_stage: text,
  to_stage: text,
  comment: text,
  system_comment: text,
  creation_time: text,
};

const archive = z.boolean().default(false).describe("Archive others in stage");

/** Archiving takes other versions out of use: a person is asked. */
const access = {
  least: "write",
  most: "destructive",
  of: ({ archive_existing_versions }: { archive_existing_versions: boolean }) =>
    archive_existing_versions ? "destructive" : "write",
} as const;

interface Move {
  readonly name: string;
  readonly version: string;
  readonly stage: string;
}
const moveQuestion = ({ name, version, stage }: Move): string =>
  `Move the model ${named(name, version)} to ${stage} and archive the versions that are in ${stage} now? Whatever loads that stage gets this version.`;

export const transitionModelVersion = models.tool({
  name: "transition_model_version",
  title: "Move a model version to a stage",
  description: "Moves a version in the workspace registry to another stage.",
  access,
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ name, version, stage, archive_existing_versions: archive, comment }),
  output: z.object({ name: z.string(), version: z.string(), stage: text, status: text }),
  confirm: moveQuestion,
  async run(ctx, args) {
    workspaceOnly(args.name, "stages", ALIASES_INSTEAD);
    const moved = versionDetails(await transitionStage(ctx.client, args));
    return { name: args.name, version: moved.version, ...compact({ stage: moved.stage, status: moved.status }) };
  },
});

export const listTransitionRequests = models.tool({
  name: "list_transition_requests",
  title: "List stage transition requests",
  description: "Lists the open requests to move a version.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name, version }),
  output: z.object({ requests: z.array(z.object(activity)) }),
  run: async (ctx, key) => ({ requests: (await api.listRequests(ctx.client, key)).map(api.activityView) }),
});

export const createTransitionRequest = models.tool({
  name: "create_transition_request",
  title: "Request a stage transition",
  description: "Asks for a version to be moved; approve_transition_request moves it.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, version, stage, comment }),
  output: z.object(activity),
  async run(ctx, args) {
    workspaceOnly(args.name, "stages", ALIASES_INSTEAD);
    return api.activityView(await api.createRequest(ctx.client, args));
  },
});

export const approveTransitionRequest = models.tool({
  name: "approve_transition_request",
  title: "Approve a stage transition",
  description: "Approves a request: the version moves.",
  access,
  untrusted: true,
  input: z.strictObject({ name, version, stage, archive_existing_versions: archive, comment }),
  output: z.object(activity),
  confirm: moveQuestion,
  run: async (ctx, args) => api.activityView(await api.approveRequest(ctx.client, args)),
});

export const rejectTransitionRequest = models.tool({
  name: "reject_transition_request",
  title: "Reject a stage transition",
  description: "Rejects a request.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, version, stage, comment }),
  output: z.object(activity),
  run: async (ctx, args) => api.activityView(await api.rejectRequest(ctx.client, args)),
});

export const deleteTransitionRequest = models.tool({
  name: "delete_transition_request",
  title: "Withdraw a stage transition request",
  description: "Withdraws a request.",
  access: "destructive",
  input: z.strictObject({ name, version, stage, creator: words.describe("Who asked") }),
  output: z.object({ name: z.string(), version: z.string(), stage: z.string(), deleted: z.boolean() }),
  confirm: ({ name, version, stage, creator }) =>
    `Withdraw the request of ${named(creator)} to move the model ${named(name, version)} to ${stage}?`,
  async run(ctx, { creator, ...request }) {
    await api.deleteRequest(ctx.client, { ...request, creator });
    return { ...request, deleted: true };
  },
});

const commentId = z.string().min(1).max(128).describe("Comment id");

export const createModelComment = models.tool({
  name: "create_model_comment",
  title: "Comment on a model version",
  description: "Adds a comment to a version.",
  access: "write",
  untrusted: true,
  input: z.strictObject({ name, version, comment: words.describe("Text") }),
  output: z.object(activity),
  async run(ctx, args) {
    workspaceOnly(args.name, "comments of people", "Set its comment with update_model_version.");
    return api.activityView(await api.createComment(ctx.client, args));
  },
});

export const updateModelComment = models.tool({
  name: "update_model_comment",
  title: "Edit a comment on a model version",
  description: "Replaces a comment's text.",
  access: "write",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ id: commentId, comment: words.describe("Text") }),
  output: z.object(activity),
  run: async (ctx, args) => api.activityView(await api.updateComment(ctx.client, args)),
});

export const deleteModelComment = models.tool({
  name: "delete_model_comment",
  title: "Delete a comment on a model version",
  description: "Deletes a comment.",
  access: "destructive",
  input: z.strictObject({ id: commentId }),
  output: z.object({ id: z.string(), deleted: z.boolean() }),
  confirm: ({ id }) => `Delete the comment ${named(id)} for good?`,
  async run(ctx, args) {
    await api.deleteComment(ctx.client, args);
    return { ...args, deleted: true };
  },
});
