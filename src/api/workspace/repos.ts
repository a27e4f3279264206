import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing, text } from "../http/fields.ts";
import { id64 } from "../http/json.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

/** `provider` of a Git folder and `git_provider` of a credential. */
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

/** Whether it names a provider; case does not matter to the platform. */
export const isGitProvider = (name: string): boolean =>
  GIT_PROVIDERS.some((known) => known.toLowerCase() === name.toLowerCase());

/** `RepoInfo`: the fields we read. A detached head (a tag) has no branch. */
const repo = z.looseObject({
  id: id64,
  path: text,
  url: text,
  provider: text,
  branch: text,
  head_commit_id: text,
  sparse_checkout: z.looseObject({ patterns: z.array(z.string()).nullish() }).nullish(),
});
export type Repo = z.output<typeof repo>;

const page = z.looseObject({ repos: z.array(repo).nullish(), next_page_token: text });

/** Twenty a page; the token's parameter is called `next_page_token`. `GET /api/2.0/repos` */
export async function listRepos(
  client: Client,
  query: { path_prefix?: string | undefined; next_page_token?: string | undefined },
): Promise<Page<Repo>> {
  const { repos, next_page_token } = await client.get("repos.list", "/api/2.0/repos", page, { query });
  return { items: repos ?? [], next: next_page_token || undefined };
}

/** `GET /api/2.0/repos/{repo_id}` */
export const getRepo = (client: Client, { repo_id }: { repo_id: string }): Promise<Repo> =>
  located(client.get("repos.get", path`/api/2.0/repos/${repo_id}`, repo));

/** Clones a repository. `POST /api/2.0/repos` */
export const createRepo = (
  client: Client,
  body: { url: string; provider: string; path?: string | undefined },
): Promise<Repo> => explained(client.post("repos.create", "/api/2.0/repos", repo, { body, lane: "poll" }));

/** Checks out a branch at its newest commit, or a tag. `PATCH /api/2.0/repos/{repo_id}` */
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
) => located(explained(client.patch("repos.update", path`/api/2.0/repos/${repo_id}`, nothing, { body, lane: "poll" })));

/** Deletes the folder with its uncommitted work; the remote stays. `DELETE /api/2.0/repos/{repo_id}` */
export const deleteRepo = (client: Client, { repo_id }: { repo_id: string }) =>
  located(client.delete("repos.delete", path`/api/2.0/repos/${repo_id}`, nothing));

/** Where these providers' repositories live: no other host gets to see the credential. */
const PUBLIC_HOSTS: Readonly<Record<string, string>> = {
  "github.com": "gitHub",
  "gitlab.com": "gitLab",
  "bitbucket.org": "bitbucketCloud",
  "dev.azure.com": "azureDevOpsServices",
};

/** The provider of an https address at a well-known host. */
export function publicProvider(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  return protocol === "https:" && port === "" && Object.hasOwn(PUBLIC_HOSTS, hostname)
    ? PUBLIC_HOSTS[hostname]
    : undefined;
}

const NEXT: Readonly<Record<string, string>> = {
  GIT_CONFLICT:
    "Uncommitted changes in the folder clash with the checkout. Commit or revert them in the workspace, or discard all " +
    "of them with dangerously_force_discard_all.",
  GIT_UNKNOWN_REF: "The remote has no such branch or tag: check its name and case.",
  GIT_REMOTE_ERROR:
    "The Git server refused or could not be reached: check the address, and the token with list_git_credentials.",
  GIT_URL_NOT_ON_ALLOW_LIST: "An administrator limits the Git addresses of this workspace: use an allowed one.",
  RESOURCE_ALREADY_EXISTS:
    "Something is at this path already: choose another, or update_repo the folder that is there.",
};

const explained = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    const next = error instanceof ApiError && error.errorCode !== undefined ? NEXT[error.errorCode] : undefined;
    throw error instanceof ApiError && next !== undefined ? error.with({ next }) : error;
  });

const located = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.kind !== "not-found" || error.errorCode === "GIT_UNKNOWN_REF")
      throw error;
    throw error.with({ next: "Find the Git folder's id with list_repos." });
  });
