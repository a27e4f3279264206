import { fail, invalid } from "../failure.ts";
import { type Fields, flag, isFields, oneOf, optional, readJson, required } from "../http.ts";
import type { Service } from "../service.ts";

import { GIT_PROVIDERS, type Remote, remotes } from "./repos-remotes.ts";

interface Repo {
  readonly id: number;
  readonly path: string;
  readonly url: string;
  readonly provider: string;
  branch: string | undefined;
  commit: string;
  sparse: readonly string[] | undefined;
  /** Files with uncommitted changes. */
  uncommitted: readonly string[];
}

const PAGE = 20;

/** Git folders: clones of remotes that exist only in this sandbox (REST 2.0). */
export const repos: Service = (app, world) => {
  const state = world.kept("repos", () => ({ byId: new Map<number, Repo>(), nextId: 55_249 }));
  const folders = state.byId;

  const clone = (remote: Remote, path: string, sparse?: readonly string[]): Repo => {
    const branch = remote.defaultBranch;
    const commit = remote.branches[branch]?.commit ?? "";
    const { url, provider } = remote;
    const repo: Repo = { id: state.nextId, path, url, provider, branch, commit, sparse, uncommitted: [] };
    folders.set(state.nextId, repo);
    state.nextId += 1;
    return repo;
  };
  const get = (id: string): Repo =>
    folders.get(Number(id)) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Repo with id ${id} does not exist.`);
  const remoteOf = (url: string): Remote =>
    remotes.find((remote) => remote.url === url.replace(/(\.git)?\/?$/, "")) ??
    fail(400, "GIT_REMOTE_ERROR", `Remote repository ${url} was not found, or the Git credential does not open it.`);

  const [pipelines] = remotes;
  if (world.isNew && pipelines !== undefined) {
    clone(pipelines, `/Repos/${world.user}/etl-pipelines`).uncommitted = ["pipelines/checks.py"];
  }

  const base = "/api/2.0/repos";
  app.get(base, (c) => {
    const query = c.req.query();
    const prefix = prefixOf(optional(query, "path_prefix"));
    const all = [...folders.values()].filter(({ path }) => path === prefix || path.startsWith(`${prefix}/`));
    const from = Number(optional(query, "next_page_token") ?? 0);
    if (!Number.isSafeInteger(from) || from < 0) invalid("Invalid next_page_token.");
    const page = all.slice(from, from + PAGE).map(repoInfo);
    const next = from + PAGE < all.length ? { next_page_token: String(from + PAGE) } : {};
    return c.json({ ...(page.length > 0 && { repos: page }), ...next });
  });
  app.post(base, async (c) => {
    const body = await readJson(c);
    const remote = remoteOf(required(body, "url"));
    required(body, "provider");
    provider(body);
    const path = (optional(body, "path") ?? `/Repos/${world.user}/${remote.url.split("/").at(-1)}`).replace(
      /^\/Workspace(?=\/Repos\/)/,
      "",
    );
    if (path.startsWith("/Repos/") && path.split("/").length !== 4) invalid("path must be /Repos/<folder>/<name>.");
    if (!/^\/(Repos|Workspace)\/./.test(path)) invalid("path must be below /Repos or /Workspace.");
    if ([...folders.values()].some((repo) => repo.path === path)) {
      fail(400, "RESOURCE_ALREADY_EXISTS", `RepoPath ${path} already exists.`);
    }
    return c.json(repoInfo(clone(remote, path, sparseOf(body))));
  });
  app.get(`${base}/:id`, (c) => c.json(repoInfo(get(c.req.param("id")))));
  app.patch(`${base}/:id`, async (c) => {
    const repo = get(c.req.param("id"));
    checkOut(repo, remoteOf(repo.url), await readJson(c));
    return c.json({});
  });
  app.delete(`${base}/:id`, (c) => {
    folders.delete(get(c.req.param("id")).id);
    return c.json({});
  });
};

/** A checkout conflicts with uncommitted changes in files that it would write. */
function checkOut(repo: Repo, remote: Remote, body: Fields): void {
  const [branch, tag] = [optional(body, "branch"), optional(body, "tag")];
  if (branch !== undefined && tag !== undefined) invalid("Only one of branch and tag can be given.");
  const sparse = sparseOf(body);
  if (sparse !== undefined && repo.sparse === undefined) invalid("Sparse checkout cannot be enabled later.");
  if (sparse !== undefined) repo.sparse = sparse;
  if (flag(body, "dangerously_force_discard_all") === true) repo.uncommitted = [];
  if (branch === undefined && tag === undefined) return;
  const name = branch ?? tag ?? "";
  const known = branch === undefined ? remote.tags : remote.branches;
  const target = Object.hasOwn(known, name) ? known[name] : undefined;
  if (target === undefined) {
    fail(404, "GIT_UNKNOWN_REF", `Remote ${repo.url} has no ${branch === undefined ? "tag" : "branch"} '${name}'.`);
  }
  const clash = target.changes.filter((file) => repo.uncommitted.includes(file));
  if (branch !== repo.branch && clash.length > 0) {
    fail(409, "GIT_CONFLICT", `Uncommitted changes would be overwritten by the checkout: ${clash.join(", ")}.`);
  }
  repo.branch = branch;
  repo.commit = target.commit;
}

const repoInfo = (repo: Repo): Fields => ({
  id: repo.id,
  path: repo.path,
  url: repo.url,
  provider: repo.provider,
  ...(repo.branch !== undefined && { branch: repo.branch }),
  head_commit_id: repo.commit,
  ...(repo.sparse !== undefined && { sparse_checkout: { patterns: repo.sparse } }),
});

/** The repos below /Repos, or below another folder if one is given. */
function prefixOf(asked: string | undefined): string {
  const prefix = (asked ?? "").replace(/\/$/, "");
  return prefix === "" || prefix === "/Workspace" ? "/Repos" : prefix.replace(/^\/Workspace(?=\/Repos(\/|$))/, "");
}

function sparseOf(body: Fields): readonly string[] | undefined {
  if (!isFields(body.sparse_checkout)) return undefined;
  const { patterns } = body.sparse_checkout;
  return Array.isArray(patterns) ? patterns.map(String) : invalid("sparse_checkout.patterns must be a list.");
}

/** Case does not matter. */
export function provider(body: Fields, name = "provider"): string {
  const given = required(body, name).toLowerCase();
  const known = GIT_PROVIDERS.find((one) => one.toLowerCase() === given);
  return known ?? oneOf(body, name, GIT_PROVIDERS) ?? given;
}
