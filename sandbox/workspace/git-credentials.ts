import { fail } from "../failure.ts";
import { type Fields, flag, optional, readJson } from "../http.ts";
import type { Service } from "../service.ts";

import { provider } from "./repos.ts";

interface Credential {
  readonly credential_id: number;
  git_provider: string;
  git_username: string | undefined;
  git_email: string | undefined;
  name: string | undefined;
  is_default_for_provider: boolean;
}

/** The caller's Git credentials, one for each provider. Tokens are accepted and not stored (REST 2.0). */
export const gitCredentials: Service = (app, world) => {
  const state = world.kept("git credentials", () => ({ byId: new Map<number, Credential>(), nextId: 93_488_329 }));
  const credentials = state.byId;

  const get = (id: string): Credential =>
    credentials.get(Number(id)) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `Git credential ${id} does not exist.`);
  const add = (fields: Omit<Credential, "credential_id">): Credential => {
    const credential = { credential_id: state.nextId, ...fields };
    credentials.set(state.nextId, credential);
    state.nextId += 1;
    return credential;
  };
  const ana = { git_username: "ana", git_email: "ana@example.com", name: undefined };
  if (world.isNew) add({ git_provider: "gitHub", ...ana, is_default_for_provider: true });

  const base = "/api/2.0/git-credentials";
  app.get(base, (c) => c.json(credentials.size > 0 ? { credentials: [...credentials.values()] } : {}));
  app.post(base, async (c) => {
    const body = await readJson(c);
    const git_provider = provider(body, "git_provider");
    if ([...credentials.values()].some((one) => one.git_provider === git_provider)) {
      fail(
        400,
        "RESOURCE_ALREADY_EXISTS",
        `Only one Git credential is supported for ${git_provider}. Update the one that exists.`,
      );
    }
    return c.json(add({ git_provider, ...fieldsOf(body), is_default_for_provider: true }));
  });
  app.get(`${base}/:id`, (c) => c.json(get(c.req.param("id"))));
  app.patch(`${base}/:id`, async (c) => {
    const credential = get(c.req.param("id"));
    const body = await readJson(c);
    credential.git_provider = provider(body, "git_provider");
    const { git_username, git_email, name } = fieldsOf(body);
    credential.git_username = git_username ?? credential.git_username;
    credential.git_email = git_email ?? credential.git_email;
    credential.name = name ?? credential.name;
    credential.is_default_for_provider = flag(body, "is_default_for_provider") ?? credential.is_default_for_provider;
    return c.json({});
  });
  app.delete(`${base}/:id`, (c) => {
    credentials.delete(get(c.req.param("id")).credential_id);
    return c.json({});
  });
};

const fieldsOf = (body: Fields) => ({
  git_username: optional(body, "git_username"),
  git_email: optional(body, "git_email"),
  name: optional(body, "name"),
});
