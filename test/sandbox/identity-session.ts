import { afterAll } from "vitest";
import { openRest, type RestAnswer, type RestSession } from "./rest-session.ts";

export const ETL = { id: "5501", application: "8f2c0000-1111-2222-3333-444455556666" };
const WAREHOUSE = "7e083095329f3ca5";

/** Requests with the token of one identity, and statements, of which the rows or the error text are returned. */
export interface Actor {
  call(method: string, path: string, body?: object): Promise<RestAnswer>;
  get(path: string): Promise<RestAnswer>;
  sql(statement: string): Promise<unknown>;
}

/** An identity with a token of its own. */
export function actor(session: RestSession, token: string): Actor {
  const authorization = `Bearer ${token}`;
  const call: Actor["call"] = (method, path, body) => session.call(method, path, body, { authorization });
  return {
    call,
    get: (path) => call("GET", path),
    async sql(statement) {
      const { body } = await call("POST", "/api/2.0/sql/statements", {
        statement,
        warehouse_id: WAREHOUSE,
        wait_timeout: "30s",
      });
      const { status, result } = Object(body);
      return status?.error?.message ?? result?.data_array ?? status?.state ?? body;
    },
  };
}

/**
 * A workspace for one test file, with its administrator, a user and a service principal, each with a token of its own. It
 * closes after the tests of the file.
 */
export async function openIdentities() {
  const session = await openRest({ speed: 500 });
  afterAll(() => session.close());
  const ana = actor(session, session.sandbox.token);
  const ben = await signInAs(session, "ben@example.com");
  return { session, ana, ben, etl: await signInAsServicePrincipal(session) };
}

/** The service principal of the workspace, signed in with an OAuth secret. */
async function signInAsServicePrincipal(session: RestSession): Promise<Actor> {
  const secrets = `/api/2.0/accounts/servicePrincipals/${ETL.id}/credentials/secrets`;
  const { body } = await session.call("POST", secrets, { lifetime: "3600s" });
  return actor(session, await clientCredentials(session, String(body.secret)));
}

/** A token for the client credentials of the service principal. */
export async function clientCredentials(session: RestSession, secret: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: "client_credentials", scope: "all-apis" });
  const basic = Buffer.from(`${ETL.application}:${secret}`).toString("base64");
  const answer = await session.call("POST", "/oidc/v1/token", form, { authorization: `Basic ${basic}` });
  return String(answer.body.access_token);
}

/** A user of the workspace, signed in with the browser as the CLI does it. */
export async function signInAs(session: RestSession, user: string): Promise<Actor> {
  const verifier = "v".repeat(64);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const redirect_uri = "http://localhost:8020";
  const asked = {
    response_type: "code",
    client_id: "databricks-cli",
    redirect_uri,
    scope: "all-apis offline_access",
    state: "s",
    code_challenge: Buffer.from(digest).toString("base64url"),
    code_challenge_method: "S256",
  };
  const allowed = await fetch(`${session.sandbox.url}/oidc/v1/authorize`, {
    method: "POST",
    body: new URLSearchParams({ ...asked, user, decision: "allow" }),
    redirect: "manual",
  });
  const code = new URL(allowed.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const form = { grant_type: "authorization_code", client_id: "databricks-cli", code, redirect_uri };
  const answer = await session.call(
    "POST",
    "/oidc/v1/token",
    new URLSearchParams({ ...form, code_verifier: verifier }),
  );
  return actor(session, String(answer.body.access_token));
}
