import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** The Git providers, as used in `provider` of a Git folder and `git_provider` of a credential. */
export const GIT_PROVIDERS = [
  "gitHub",
  "gitHubEnterprise",
  "bitbucketCloud",
  "bitbucketServer",
  "gitLab",
  "gitLabEnterpriseEdition",
  "azureDevOpsServices",
  "awsCodeCommit",
] as const;

/** Whether a name is one of `GIT_PROVIDERS`; the platform ignores case. */
export const isGitProvider = (name: string): boolean =>
  GIT_PROVIDERS.some((known) => known.toLowerCase() === name.toLowerCase());

const repo = z.looseObject({
  id: id64,
  path: text,
  url: text,
  provider: text,
  branch: text,
  head_commit_id: text,
  sparse_checkout: z.looseObject({ patterns: z.array(z.string()).nullish() }).nullish(),
});
/** `RepoInfo`, a Git folder: the fields we read. With a detached head (a tag) it has no branch. */
export type Repo = z.output<typeof repo>;

const page = z.looseObject({ repos: z.array(repo).nullish(), next_page_token: text });

/** One page of 20 Git folders. The parameter for the token is called `next_page_token`. `GET /api/2.0/repos` */
export async function listRepos(
  client: Client,
  query: { path_prefix?: string | undefined; next_page_token?: string | undefined },
): Promise<Page<Repo>> {
  const { repos, next_page_token } = await client.get("repos.list", "/api/2.0/repos", page, { query });
  return { items: repos ?? [], next: next_page_token || undefined };
}

/**
 * One Git folder. `GET /api/2.0/repos/{repo_id}`
 * @throws {ApiError} `not-found`
 */
export const getRepo = (client: Client, { repo_id }: { repo_id: string }): Promise<Repo> =>
  withFinder(client.get("repos.get", path`/api/2.0/repos/${repo_id}`, repo));

/**
 * Clones a repository into a new Git folder and returns it. `POST /api/2.0/repos`
 * @throws {ApiError} `conflict` if the path is taken; `GIT_REMOTE_ERROR` or `GIT_URL_NOT_ON_ALLOW_LIST`
 */
export const createRepo = (
  client: Client,
  body: { url: string; provider: string; path?: string | undefined },
): Promise<Repo> => withNextStep(client.post("repos.create", "/api/2.0/repos", repo, { body, lane: "poll" }));

/**
 * Checks out a branch at its newest commit, or a tag. `PATCH /api/2.0/repos/{repo_id}`
 * @throws {ApiError} `not-found`; `GIT_CONFLICT` if uncommitted changes prevent it; `GIT_UNKNOWN_REF`, `GIT_REMOTE_ERROR`
 */
export const updateRepo = (
  client: Client,
  {
    repo_id,
    ...body
  }: {
    repo_id: string;
    branch?: string | undefined;
    tag?: string | undefined;
    dangerously_force_discard_all?: boolean | undefined;
  },
) =>
  withFinder(
    withNextStep(client.patch("repos.update", path`/api/2.0/repos/${repo_id}`, nothing, { body, lane: "poll" })),
  );

/**
 * Deletes the folder with its uncommitted changes; the remote repository is unchanged. `DELETE /api/2.0/repos/{repo_id}`
 * @throws {ApiError} `not-found`
 */
export const deleteRepo = (client: Client, { repo_id }: { repo_id: string }) =>
  withFinder(client.delete("repos.delete", path`/api/2.0/repos/${repo_id}`, nothing));

/** The public hosts of providers. A clone from any other host sends the Git credential there. */
const PUBLIC_HOSTS: Readonly<Record<string, string>> = {
  "github.com": "gitHub",
  "gitlab.com": "gitLab",
  "bitbucket.org": "bitbucketCloud",
  "dev.azure.com": "azureDevOpsServices",
};

/** The provider of an https URL at a well-known host. */
export function publicProvider(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  return protocol === "https:" && port === "" && Object.hasOwn(PUBLIC_HOSTS, hostname)
    ? PUBLIC_HOSTS[hostname]
    : undefined;
}

const NEXT: Readonly<Record<string, string>> = {
  GIT_CONFLICT:
    "Uncommitted changes in the folder conflict with the checkout. Commit or revert them in the workspace, or discard " +
    "all of them with dangerously_force_discard_all.",
  GIT_UNKNOWN_REF:
    "The remote has no branch or tag with this name. Databricks cannot list the branches of a remote: ask the user for the name.",
  GIT_REMOTE_ERROR:
    "The Git server refused the request or is unreachable. Check the URL, and the credential with list_git_credentials.",
  GIT_URL_NOT_ON_ALLOW_LIST: "An administrator restricts the Git URLs of this workspace. Use an allowed one.",
  RESOURCE_ALREADY_EXISTS:
    "An object exists at this path. Choose another path, or update the existing folder with update_repo.",
};

/** Adds a next step to the errors of Git operations. */
const withNextStep = <T>(result: Promise<T>): Promise<T> =>
  result.catch((error: unknown) => {
    const next = error instanceof ApiError && error.errorCode !== undefined ? NEXT[error.errorCode] : undefined;
    throw error instanceof ApiError && next !== undefined ? error.with({ next }) : error;
  });

/** Names the tool that lists ids when a Git folder does not exist. */
const withFinder = <T>(result: Promise<T>): Promise<T> =>
  result.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found" || error.errorCode === "GIT_UNKNOWN_REF")
      throw error;
    throw error.with({ next: "Find the Git folder's id with list_repos." });
  });
