import { expandHome } from "../machine.ts";
import type { Method } from "../method.ts";
import { loginError } from "../token-call.ts";
import { exchange } from "./federation.ts";

/** An ID token in a file that something keeps fresh, as Kubernetes does: read again each time. */
export const fileOidc: Method = {
  name: "file-oidc",
  attributes: ["host", "oidc_token_filepath"],
  also: ["client_id", "audience"],
  configure(signIn) {
    const path = expandHome(signIn.settings.get("oidc_token_filepath") ?? "", signIn.machine);
    return {
      fetch: exchange(signIn, async () => {
        const token = signIn.machine.read(path)?.trim();
        if (!token) throw loginError(`The ID token's file ${path} cannot be read or is empty.`);
        return token;
      }),
    };
  },
};
