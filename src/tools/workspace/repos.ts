import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/workspace/repos.ts";
import { baseName, cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { type AffectedObject, say, unnamed } from "../../core/consent/facts.ts";
import { objectName, text, texts } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { view } from "../../core/view.ts";

const repos = defineToolset({
  id: "repos",
  title: "Git folders",
  summary: "Git folders: clone a repository, check out a branch or tag, pull, delete.",
  default: false,
  presets: { engineer: true },
  finders: "list_repos",
});

const repoId = z
  .string()
  .refine((id) => /^(\d{1,20}|\/.*)$/.test(id), "must be a number from list_repos, or the path of the Git folder")
  .describe("ID or path");
const ref = z.string().min(1).max(1000).optional();

const repoView = view(
  {
    repo_id: z.string(),
    path: text,
    url: text,
    provider: text,
    branch: text.describe("absent while a tag is checked out"),
    head_commit_id: text,
    sparse_checkout_patterns: texts,
  },
  ({ id, path, url, provider, branch, head_commit_id, sparse_checkout }: api.Repo) => ({
    repo_id: id,
    path,
    url,
    provider,
    branch,
    head_commit_id,
    sparse_checkout_patterns: sparse_checkout?.patterns,
  }),
);

export const listRepos = repos.tool({
  name: "list_repos",
  title: "List Git folders",
  description: "Lists the Git folders the caller can manage, with remote URL, branch and commit.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    path_prefix: params.workspacePath.optional().describe("Return only Git folders under this path; default /Repos"),
    limit: params.limit(100, 1000),
    page_token: params.pageToken,
  }),
  aliases: { next_page_token: "page_token", max_results: "limit" },
  output: z.object({ repos: z.array(repoView.schema), next_page_token: text }),
  async run(ctx, { path_prefix, limit, page_token }) {
    const page = (next_page_token: string | undefined) => api.listRepos(ctx.client, { path_prefix, next_page_token });
    const { items, next } = await collect(page, limit, { from: page_token });
    return { repos: items.map(repoView), next_page_token: next };
  },
});

export const getRepo = repos.tool({
  name: "get_repo",
  title: "Get a Git folder",
  servedIn: [],
  description: "Returns one Git folder: path, remote URL, branch and commit.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ repo_id: repoId }),
  output: repoView.schema,
  run: async (ctx, args) => repoView(await api.getRepo(ctx.client, args)),
});

export const createRepo = repos.tool({
  name: "create_repo",
  title: "Clone a Git repository",
  description: "Clones a Git repository into a new Git folder and returns it.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ git_url }) => (api.publicProvider(git_url) ? "write" : "destructive"),
  },
  untrusted: true,
  input: z
    .strictObject({
      git_url: z
        .string()
        .max(2000)
        .refine((url) => URL.canParse(url), "must be an https URL, not git@host:path")
        .refine((url) => !URL.canParse(url) || new URL(url).password === "", "must be a URL without a password")
        .describe("HTTPS URL of the repository"),
      provider: z
        .string()
        .refine(api.isGitProvider, `must be one of ${api.GIT_PROVIDERS.join(", ")}`)
        .optional()
        .describe("Git provider, required for self-hosted servers, e.g. gitHubEnterprise"),
      path: params.workspacePath.optional().describe("Path of the new Git folder, e.g. /Workspace/Users/me@x.com/etl"),
    })
    .refine(({ git_url, provider }) => provider !== undefined || api.publicProvider(git_url) !== undefined, {
      path: ["provider"],
      message: "is required because it cannot be inferred from the URL",
    }),
  output: repoView.schema,
  aliases: { url: "git_url" },
  covers: "repos.create",
  affects: ({ git_url, provider = "", path }) => ({
    effect: "Clone a repository into",
    objects: [
      {
        kind: path === undefined ? "a new Git folder" : "new Git folder",
        name: path,
        matches: path === undefined ? [["/Repos", "*", repoName(git_url)].join("/")] : [],
      },
    ],
    consequences:
      api.publicProvider(git_url) === undefined
        ? [
            {
              reason: "outbound",
              text: say`The repository is ${git_url}. Your Git credential for ${provider} is sent to that host.`,
            },
          ]
        : [],
  }),
  async run(ctx, { git_url, provider = api.publicProvider(git_url) ?? "gitHub", path }) {
    ctx.progress("cloning");
    return repoView(await api.createRepo(ctx.client, { url: git_url, provider, path }));
  },
});

const discards = ({ dangerously_force_discard_all }: { dangerously_force_discard_all: boolean }) =>
  dangerously_force_discard_all ? "destructive" : "write";

export const updateRepo = repos.tool({
  name: "update_repo",
  title: "Check out a branch or tag",
  description:
    "Checks out a branch or tag in a Git folder. Giving the current branch pulls its newest commit. Databricks cannot list branches.",
  access: { least: "write", most: "destructive", of: discards },
  idempotent: true,
  untrusted: true,
  input: z
    .strictObject({
      repo_id: repoId,
      branch: ref.describe("Branch to check out; give either branch or tag"),
      tag: ref.describe("Tag to check out, with a detached head"),
      dangerously_force_discard_all: z
        .boolean()
        .default(false)
        .describe("Discard all uncommitted changes, after confirmation"),
    })
    .refine(({ branch, tag }) => branch === undefined || tag === undefined, {
      path: ["tag"],
      message: "cannot be combined with branch",
    })
    .refine(({ branch, tag }) => (branch ?? tag) !== undefined, { path: ["branch"], message: "or tag is required" }),
  output: repoView.schema,
  covers: "repos.update",
  async affects({ repo_id, dangerously_force_discard_all: discard }, ctx) {
    if (!discard && ctx.settings.protect === undefined)
      return unnamed("Check out", { kind: "Git folder", id: repo_id });
    return {
      effect: discard ? "Discard all uncommitted changes in" : "Check out a branch or tag in",
      objects: [await affectedRepo(ctx, repo_id)],
      consequences: discard ? [{ reason: "loss", text: say`Uncommitted changes cannot be restored.` }] : [],
    };
  },
  async run(ctx, { repo_id, dangerously_force_discard_all, ...to }) {
    const discard = dangerously_force_discard_all ? { dangerously_force_discard_all } : {};
    await api.updateRepo(ctx.client, { repo_id, ...to, ...discard });
    return repoView(await api.getRepo(ctx.client, { repo_id }));
  },
});

export const deleteRepo = repos.tool({
  name: "delete_repo",
  title: "Delete a Git folder",
  servedIn: [],
  description: "Deletes a Git folder, including its uncommitted changes. The remote repository is not affected.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ repo_id: repoId }),
  output: z.object({ repo_id: z.string(), name: objectName, deleted: z.literal(true) }),
  covers: "repos.delete",
  affects: async ({ repo_id }, ctx) => ({
    effect: "Delete",
    objects: [await affectedRepo(ctx, repo_id)],
    consequences: [
      {
        reason: "loss",
        text: say`Its uncommitted changes are permanently lost. The remote repository is not affected.`,
      },
    ],
  }),
  async run(ctx, { repo_id }) {
    await api.deleteRepo(ctx.client, { repo_id });
    return { repo_id, deleted: true as const };
  },
});

/** A Git folder, looked up, with everything in it. */
async function affectedRepo(ctx: Context, repo_id: string): Promise<AffectedObject> {
  const { path, branch, url } = await api.getRepo(ctx.client, { repo_id });
  return { kind: "Git folder", name: path, id: repo_id, contents: "/", details: { branch, url } };
}

/** The name the platform gives the folder of a repository: `etl` of `https://github.com/acme/etl.git`. */
const repoName = (url: string): string => baseName(cleanPath(new URL(url).pathname)).replace(/\.git$/, "");
