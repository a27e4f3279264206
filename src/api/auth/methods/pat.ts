import type { Credentials } from "../../http/credentials.ts";
import { bearer, type Method } from "../method.ts";

/** A personal access token, or any bearer token that is ready. */
export const pat: Method = {
  name: "pat",
  attributes: ["host", "token"],
  configure({ settings }) {
    const { value = "", source = "" } = settings.setting("token") ?? {};
    return { headers: bearer(checked(value, source)) };
  },
};

/** The credentials of a token in hand. */
export function patCredentials(token: string, source: string): Credentials {
  const headers = bearer(checked(token, source));
  return { source, headers: async () => headers, secrets: [token] };
}

/** Throws, without showing the value, when it holds a character no token has: `fetch` would print the whole header in its own error. */
function checked(token: string, source: string): string {
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token;
  throw new Error(
    token === ""
      ? `${source}: the token is empty.`
      : `${source}: the token holds a space, a line break or another character that no token has. Copy it again.`,
  );
}
