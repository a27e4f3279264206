import * as z from "zod";
import * as api from "../../api/workspace/git-credentials.ts";
import { GIT_PROVIDERS, isGitProvider } from "../../api/workspace/repos.ts";
import { text } from "../../core/fields.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";
import { oneLine } from "../../text.ts";
import { changing, NOTHING } from "../api/body.ts";

const gitCredentials = defineToolset({
  id: "git-credentials",
  title: "Git credentials",
  summary: "The caller's logins at Git providers, which Git folders use; a stored token is never shown.",
  default: false,
});

const short = z.string().min(1).max(500).optional();
const credentialId = z
  .string()
  .refine((id) => /^\d{1,20}$/.test(id), "must be a number, from list_git_credentials")
  .describe("From list_git_credentials");

const fields = {
  git_provider: z
    .string()
    .refine(isGitProvider, `must be one of ${GIT_PROVIDERS.join(", ")}`)
    .describe("e.g. gitHub, azureDevOpsServices"),
  git_username: short.describe("Login there"),
  git_email: short.describe("For most providers"),
  is_default_for_provider: z.boolean().optional().describe("Use by default"),
};
const token = z.string().min(1).max(10_000);

const credential = z.object({
  credential_id: z.string(),
  git_provider: text,
  git_username: text,
  git_email: text,
  name: text,
  is_default_for_provider: z.boolean().optional(),
});

const credentialView = ({ credential_id, git_provider, git_username, ...more }: api.GitCredential) => ({
  credential_id,
  ...compact({
    git_provider,
    git_username,
    git_email: more.git_email,
    name: more.name,
    is_default_for_provider: more.is_default_for_provider,
  }),
});

export const listGitCredentials = gitCredentials.tool({
  name: "list_git_credentials",
  title: "List Git credentials",
  description: "Lists the caller's Git credentials, without their tokens.",
  access: "read",
  untrusted: true,
  input: z.strictObject({}),
  output: z.object({ credentials: z.array(credential) }),
  run: async (ctx) => ({ credentials: (await api.listGitCredentials(ctx.client)).map(credentialView) }),
});

export const createGitCredential = gitCredentials.tool({
  name: "create_git_credential",
  title: "Create a Git credential",
  description: "Stores a login at a Git provider.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ ...fields, personal_access_token: token.describe("Never shown again") }),
  output: credential,
  confirm: ({ git_provider, git_username }) =>
    `Store a login${git_username === undefined ? "" : ` of ${oneLine(git_username)}`} at ${git_provider} as yours? Git folders push and pull with it: code can leave the workspace there.`,
  run: async (ctx, args) => credentialView(await api.createGitCredential(ctx.client, args)),
});

export const updateGitCredential = gitCredentials.tool({
  name: "update_git_credential",
  title: "Update a Git credential",
  description: "Changes a Git credential; fields left out stay.",
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
      personal_access_token: token.optional().describe("Replaces the old one; asks"),
    })
    .refine(changing("credential_id", "git_provider"), NOTHING),
  output: credential,
  confirm: async ({ credential_id }, ctx) =>
    `Replace the token of ${named(await api.getGitCredential(ctx.client, { credential_id }))}? The old one is lost.`,
  async run(ctx, args) {
    await api.updateGitCredential(ctx.client, args);
    return credentialView(await api.getGitCredential(ctx.client, args));
  },
});

export const deleteGitCredential = gitCredentials.tool({
  name: "delete_git_credential",
  title: "Delete a Git credential",
  description: "Deletes a Git credential; Git folders using it cannot pull.",
  access: "destructive",
  idempotent: true,
  input: z.strictObject({ credential_id: credentialId }),
  output: z.object({ credential_id: z.string(), deleted: z.literal(true) }),
  confirm: async ({ credential_id }, ctx) =>
    `Delete ${named(await api.getGitCredential(ctx.client, { credential_id }))}? Git folders that need it can no longer pull.`,
  async run(ctx, { credential_id }) {
    await api.deleteGitCredential(ctx.client, { credential_id });
    return { credential_id, deleted: true as const };
  },
});

const named = ({ credential_id, git_provider, git_username, name }: api.GitCredential): string => {
  const who = [name, git_username, git_provider].filter((part) => typeof part === "string" && part !== "").join(", ");
  return `the Git credential ${credential_id}${who === "" ? "" : ` (${oneLine(who)})`}`;
};
