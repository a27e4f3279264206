import { createHash, randomBytes } from "node:crypto";
import type { Context } from "hono";
import { fingerprint } from "../gate.ts";
import type { App, Env, Fields } from "../http.ts";
import { readForm } from "../http.ts";
import { WORKSPACE_ID, type World } from "../world.ts";
import { directoryOf } from "./directory.ts";
import { applicationOf } from "./oauth-secrets.ts";

// The OAuth server of the workspace: authorization code with PKCE, as the Databricks CLI and this server's `login` use it, and
// client credentials for service principals.

const CLIENTS: ReadonlySet<string> = new Set(["databricks-cli"]);
const CODE_MS = 5 * 60_000;
const TOKEN_SECONDS = 3600;
/** Redirects go to a program on the user's machine and nowhere else. */
const REDIRECT = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}\/?$/;

interface Code {
  readonly user: string;
  readonly client: string;
  readonly redirect: string;
  readonly challenge: string;
  readonly scope: string;
  readonly expires: number;
}

/** Public endpoints: the configuration of the host, and the sign-in with the browser. */
export function signIn(app: App, world: World): void {
  const codes = new Map<string, Code>();
  const refreshes = world.kept(
    "refresh tokens",
    () => new Map<string, { client: string; scope: string; user: string }>(),
  );

  app.get("/.well-known/databricks-config", (c) =>
    c.json({
      oidc_endpoint: `${originOf(c, world)}/oidc`,
      account_id: "00000000-0000-4000-8000-5a5db0c50000",
      workspace_id: WORKSPACE_ID,
      cloud: "AWS",
      host_type: "workspace",
    }),
  );
  app.get("/oidc/.well-known/oauth-authorization-server", (c) => {
    const issuer = `${originOf(c, world)}/oidc`;
    return c.json({
      issuer,
      authorization_endpoint: `${issuer}/v1/authorize`,
      token_endpoint: `${issuer}/v1/token`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
      scopes_supported: ["all-apis", "offline_access"],
    });
  });

  app.get("/oidc/v1/authorize", (c) => {
    const asked = c.req.query();
    const problem = problemOf(asked);
    if (problem !== undefined) return c.html(page("Sign-in failed", `<p>${escaped(problem)}</p>`), 400, GUARDED);
    const hidden = Object.entries(asked)
      .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
      .join("");
    const users = usersOf(world)
      .map((name) => `<option${name === world.owner ? " selected" : ""}>${escaped(name)}</option>`)
      .join("");
    const form = `<p>The Databricks CLI, or a program that uses its client, asks to act as a user of the embedded workspace.</p>
<form method="post" action="/oidc/v1/authorize">${hidden}<label>User <select name="user">${users}</select></label> <button name="decision" value="allow">Sign in</button> <button name="decision" value="deny">Cancel</button></form>`;
    return c.html(page("Sign in to the embedded workspace", form), 200, GUARDED);
  });
  app.post("/oidc/v1/authorize", async (c) => {
    const asked = await readForm(c);
    const problem = problemOf(asked);
    if (problem !== undefined) return c.html(page("Sign-in failed", `<p>${escaped(problem)}</p>`), 400, GUARDED);
    const redirect = new URL(text(asked, "redirect_uri"));
    if (asked.state !== undefined) redirect.searchParams.set("state", text(asked, "state"));
    if (asked.decision !== "allow") {
      redirect.searchParams.set("error", "access_denied");
      redirect.searchParams.set("error_description", "The user cancelled the sign-in.");
      return c.redirect(redirect.href, 302);
    }
    const code = randomBytes(32).toString("base64url");
    const user = asked.user === undefined ? world.owner : text(asked, "user");
    if (!usersOf(world).includes(user))
      return c.html(page("Sign-in failed", `<p>${escaped(user)} cannot sign in to this workspace.</p>`), 400, GUARDED);
    codes.set(code, {
      user,
      client: text(asked, "client_id"),
      redirect: text(asked, "redirect_uri"),
      challenge: text(asked, "code_challenge"),
      scope: text(asked, "scope"),
      expires: world.now() + CODE_MS,
    });
    redirect.searchParams.set("code", code);
    return c.redirect(redirect.href, 302);
  });

  app.post("/oidc/v1/token", async (c) => {
    const fields = await readForm(c);
    const refuse = (error: string, error_description: string) => c.json({ error, error_description }, 400);
    const grant = text(fields, "grant_type");
    if (grant === "refresh_token") {
      const key = fingerprint(text(fields, "refresh_token"));
      const known = refreshes.get(key);
      if (known === undefined) return refuse("invalid_grant", "The refresh token is not valid.");
      refreshes.delete(key);
      return c.json(issue(known));
    }
    if (grant === "client_credentials") {
      const user = applicationOf(world, c.req.header("authorization"), fields);
      if (user === undefined)
        return c.json({ error: "invalid_client", error_description: "Client authentication failed" }, 401);
      return c.json(issue({ client: user, user, scope: text(fields, "scope") || "all-apis" }));
    }
    if (grant !== "authorization_code")
      return refuse("unsupported_grant_type", `Grant type '${grant}' is not supported.`);
    const name = text(fields, "code");
    const code = codes.get(name);
    // A code can be used once, also by a request that fails.
    codes.delete(name);
    if (code === undefined || code.expires <= world.now())
      return refuse("invalid_grant", "The code is not valid or has expired.");
    if (code.client !== fields.client_id || code.redirect !== fields.redirect_uri)
      return refuse("invalid_grant", "The code was issued for another client or redirect URI.");
    const verifier = text(fields, "code_verifier");
    if (createHash("sha256").update(verifier).digest("base64url") !== code.challenge)
      return refuse("invalid_grant", "The code verifier does not match the code challenge.");
    return c.json(issue(code));
  });

  const issue = ({ client, scope, user }: Pick<Code, "client" | "scope" | "user">): Fields => {
    const access_token = `dosb${randomBytes(32).toString("base64url")}`;
    world.credentials.set(fingerprint(access_token), { expires: world.now() + TOKEN_SECONDS * 1000, user });
    const answer = { access_token, token_type: "Bearer", expires_in: TOKEN_SECONDS, scope };
    // Client credentials get no refresh token: their client is the user.
    if (client === user || !scope.split(" ").includes("offline_access")) {
      world.save();
      return answer;
    }
    const refresh_token = `dosr${randomBytes(32).toString("base64url")}`;
    refreshes.set(fingerprint(refresh_token), { client, scope, user });
    world.save();
    return { ...answer, refresh_token };
  };
}

/** The users who can sign in. This workspace has no passwords. */
const usersOf = (world: World): readonly string[] =>
  [...directoryOf(world).stores.Users.values()]
    .filter(({ active }) => active !== false)
    .map(({ userName }) => String(userName));

/** The origin under which the client reached this workspace: `localhost` and `127.0.0.1` are two. */
function originOf(c: Context<Env>, world: World): string {
  const { origin } = new URL(c.req.url);
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin) ? origin : world.origin;
}

function problemOf(asked: Fields): string | undefined {
  if (asked.response_type !== "code") return "The response_type must be code.";
  if (!CLIENTS.has(text(asked, "client_id"))) return "The OAuth client is not registered in this workspace.";
  if (!REDIRECT.test(text(asked, "redirect_uri"))) return "The redirect URI is not an address of this machine.";
  if (asked.code_challenge_method !== "S256" || !/^[\w-]{43}$/.test(text(asked, "code_challenge")))
    return "The request has no PKCE code challenge with method S256.";
  return undefined;
}

const text = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === "string" ? value : "";
};

const GUARDED = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
};

const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const page = (title: string, body: string): string =>
  `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}\n`;
