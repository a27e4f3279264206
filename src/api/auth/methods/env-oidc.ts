import type { LoginMethod, SignIn } from "../method.ts";
import { loginError } from "../token-call.ts";
import { tokenExchange } from "./federation.ts";

/** An ID token in an environment variable. */
export const envOidc: LoginMethod = {
  name: "env-oidc",
  attributes: ["host"],
  also: ["client_id", "oidc_token_env", "audience"],
  needs:
    "an ID token in the environment variable that `DATABRICKS_OIDC_TOKEN_ENV` names (default: `DATABRICKS_OIDC_TOKEN`)",
  configure(signIn) {
    const name = tokenVariable(signIn);
    if (signIn.machine.env[name] === undefined) return { skip: `${name} is not set` };
    return {
      fetch: tokenExchange(signIn, async () => {
        const token = signIn.machine.env[name]?.trim();
        if (!token) throw loginError(`${name}, which contained the ID token, is not set any more.`);
        return token;
      }),
    };
  },
};

const tokenVariable = ({ settings }: SignIn): string => settings.get("oidc_token_env") ?? "DATABRICKS_OIDC_TOKEN";
