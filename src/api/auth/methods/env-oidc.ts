import type { Method, SignIn } from "../method.ts";
import { loginError } from "../token-call.ts";
import { exchange } from "./federation.ts";

/** An ID token that something put into a variable. */
export const envOidc: Method = {
  name: "env-oidc",
  attributes: ["host"],
  also: ["client_id", "oidc_token_env", "audience"],
  needs:
    "an ID token in the variable that `DATABRICKS_OIDC_TOKEN_ENV` names, `DATABRICKS_OIDC_TOKEN` when it is not set",
  configure(signIn) {
    const name = variable(signIn);
    if (signIn.machine.env[name] === undefined) return { skip: `${name} is not set` };
    return {
      fetch: exchange(signIn, async () => {
        const token = signIn.machine.env[name]?.trim();
        if (!token) throw loginError(`${name}, which held the ID token, is no longer set.`);
        return token;
      }),
    };
  },
};

const variable = ({ settings }: SignIn): string => settings.get("oidc_token_env") ?? "DATABRICKS_OIDC_TOKEN";
