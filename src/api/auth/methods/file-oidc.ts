import { expandHome } from "../machine.ts";
import type { LoginMethod } from "../method.ts";
import { loginError } from "../token-call.ts";
import { tokenExchange } from "./federation.ts";

/** An ID token in a file that is renewed by another program, such as Kubernetes, so it is read again each time. */
export const fileOidc: LoginMethod = {
  name: "file-oidc",
  attributes: ["host", "oidc_token_filepath"],
  also: ["client_id", "audience"],
  configure(signIn) {
    const path = expandHome(signIn.settings.get("oidc_token_filepath") ?? "", signIn.machine);
    return {
      fetch: tokenExchange(signIn, async () => {
        const token = signIn.machine.read(path)?.trim();
        if (!token) throw loginError(`The file ${path} with the ID token cannot be read or is empty.`);
        return token;
      }),
    };
  },
};
