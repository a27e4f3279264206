import type { IncomingHttpHeaders } from "node:http";
import type { Authenticator } from "./identity.ts";

/**
 * The sign-in of Databricks Apps. The platform's proxy is the only way to an app: it signs users in, checks whether they
 * may use the app, and states in headers who they are. It replaces such headers in requests from outside. With user
 * authorization it also sends a token that it has issued to the app for the user.
 * https://docs.databricks.com/aws/en/dev-tools/databricks-apps/http-headers
 *
 * @param env - The environment. Outside of an app anyone could send these headers, so that is a problem.
 */
export function createAppAuthenticator(
  env: Readonly<Record<string, string | undefined>>,
): Authenticator | { readonly problems: readonly string[] } {
  if (env.DATABRICKS_APP_NAME === undefined) {
    return { problems: ["--auth app works only inside a Databricks App, where DATABRICKS_APP_NAME is set."] };
  }
  return {
    async authenticate(headers) {
      const user = textOf(headers, "x-forwarded-user");
      const email = textOf(headers, "x-forwarded-email");
      const subject = user ?? email;
      if (subject === undefined)
        return { refused: "missing", reason: "The request did not come through Databricks Apps" };
      const name = email ?? textOf(headers, "x-forwarded-preferred-username") ?? subject;
      const token = textOf(headers, "x-forwarded-access-token");
      return {
        principal: { subject: `app ${subject}`, name },
        scopes: [],
        groups: [],
        names: [subject, ...(email === undefined ? [] : [email])],
        ...(token !== undefined && { own: { bearer: token } }),
      };
    },
    notReady: async () => undefined,
  };
}

function textOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
