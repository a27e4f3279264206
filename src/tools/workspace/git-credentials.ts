import * as z from "zod";
import * as api from "../../api/workspace/git-credentials.ts";
import { GIT_PROVIDERS, isGitProvider } from "../../api/workspace/repos.ts";
import { type AffectedObject, say, unnamed } from "../../core/consent/facts.ts";
import { flag, objectName, text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";
import { settingOf } from "../admin/granting-fields.ts";
import { hasChanges, NO_CHANGE } from "../api/body.ts";

const gitCredentials = defineToolset({
  id: "git-credentials",
  title: "Git credentials",
  summary: "The caller's credentials at Git providers, which Git folders use. Stored tokens are never returned.",
  default: false,
  finders: "list_git_credentials",
});

const short = z.string().min(1).max(500).optional();
const credentialId = z
  .string()
  .refine((id) => /^\d{1,20}$/.test(id), "must be a number from list_git_credentials")
  .describe("Credential id, from list_git_credentials");

const fields = {
  git_provider: z
    .string()
    .refine(isGitProvider, `must be one of ${GIT_PROVIDERS.join(", ")}`)
    .describe("Git provider, e.g. gitHub, azureDevOpsServices"),
  git_username: short.describe("User name at the provider"),
  git_email: short.describe("Email address at the provider"),
  is_default_for_provider: z.boolean().optional().describe("Use this credential by default for its provider"),
};
const token = z.string().min(1).max(10_000);

const credentialView = view(
  {
    credential_id: z.string(),
    git_provider: text,
    git_username: text,
    git_email: text,
    name: text,
    is_default_for_provider: flag,
  },
  ({ credential_id, git_provider, git_username, git_email, name, is_default_for_provider }: api.GitCredential) => ({
    credential_id,
    git_provider,
    git_username,
    git_email,
    name,
    is_default_for_provider,
  }),
);

export const listGitCredentials = gitCredentials.tool({
  name: "list_git_credentials",
  title: "List Git credentials",
  description: "Lists the caller's own Git credentials: provider, user name and email, without tokens.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ credentials: z.array(credentialView.schema) }),
  run: async (ctx) => ({ credentials: (await api.listGitCredentials(ctx.client)).map(credentialView) }),
});

export const createGitCredential = gitCredentials.tool({
  name: "create_git_credential",
  title: "Create a Git credential",
  description: "Stores the caller's credential for a Git provider, which Git folders use to clone, pull and push.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    ...fields,
    personal_access_token: token.describe("Access token of the provider; never returned"),
  }),
  output: credentialView.schema,
  aliases: { token: "personal_access_token", provider: "git_provider", username: "git_username", email: "git_email" },
  covers: "gitCredentials.create",
  affects: ({ personal_access_token: _, ...credential }) => ({
    effect: "Store",
    objects: [{ kind: "Git credential", name: credential.git_provider, within: [credential.git_username] }],
    consequences: [
      {
        reason: "outbound",
        text: say`Git folders push and pull with it under the identity this server runs as, so that code can leave the workspace.`,
      },
      ...Object.keys(credential).flatMap((field) => settingOf(credential, field, "identity")),
    ],
  }),
  run: async (ctx, args) => credentialView(await api.createGitCredential(ctx.client, args)),
});

export const updateGitCredential = gitCredentials.tool({
  name: "update_git_credential",
  title: "Update a Git credential",
  description: "Changes a Git credential. Fields that are not given keep their value.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ personal_access_token }) => (personal_access_token === undefined ? "write" : "destructive"),
  },
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      credential_id: credentialId,
      ...fields,
      personal_access_token: token.optional().describe("New access token"),
    })
    .refine(hasChanges("credential_id", "git_provider"), NO_CHANGE),
  output: credentialView.schema,
  covers: "gitCredentials.update",
  async affects({ credential_id, personal_access_token, ...changes }, ctx) {
    const replaces = personal_access_token !== undefined;
    if (!replaces && ctx.settings.protect === undefined) {
      return unnamed("Change", { kind: "Git credential", id: credential_id });
    }
    return {
      effect: "Change",
      objects: [credentialObject(await api.getGitCredential(ctx.client, { credential_id }))],
      consequences: replaces
        ? [
            { reason: "loss", text: say`Its current token is replaced and permanently lost.` },
            ...Object.keys(changes).flatMap((field) => settingOf(changes, field, "identity")),
          ]
        : [],
    };
  },
  async run(ctx, args) {
    await api.updateGitCredential(ctx.client, args);
    return credentialView(await api.getGitCredential(ctx.client, args));
  },
});

export const deleteGitCredential = gitCredentials.tool({
  name: "delete_git_credential",
  title: "Delete a Git credential",
  description: "Deletes a Git credential. Git folders that use it can no longer pull or push.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ credential_id: credentialId }),
  output: z.object({ credential_id: z.string(), name: objectName, deleted: z.literal(true) }),
  covers: "gitCredentials.delete",
  affects: async ({ credential_id }, ctx) => ({
    effect: "Delete",
    objects: [credentialObject(await api.getGitCredential(ctx.client, { credential_id }))],
    consequences: [
      {
        reason: "loss",
        text: say`Its token is permanently lost. Git folders that use it can no longer pull or push.`,
      },
    ],
  }),
  async run(ctx, { credential_id }) {
    await api.deleteGitCredential(ctx.client, { credential_id });
    return { credential_id, deleted: true as const };
  },
});

const credentialObject = ({ credential_id, git_provider, git_username, name }: api.GitCredential): AffectedObject => ({
  kind: "Git credential",
  name,
  id: credential_id,
  details: { user: git_username, provider: git_provider },
});
