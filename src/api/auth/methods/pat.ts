import type { Credentials } from "../../http/credentials.ts";
import { bearerHeader, type LoginMethod } from "../method.ts";

/** A personal access token, or any other bearer token that the user provides. */
export const pat: LoginMethod = {
  name: "pat",
  attributes: ["host", "token"],
  configure({ settings }) {
    const { value = "", source = "" } = settings.setting("token") ?? {};
    return { headers: bearerHeader(assertToken(value, source)) };
  },
};

/**
 * The login of a given token. `source`: where it comes from, for messages.
 * @throws {Error} if the token is empty or cannot be sent in a header; the message does not show it
 */
export function patCredentials(token: string, source: string): Credentials {
  const headers = bearerHeader(assertToken(token, source));
  return { source, headers: async () => headers, secrets: [token] };
}

/** Checks the characters of a token. `fetch` would show the whole header in its own error. */
function assertToken(token: string, source: string): string {
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token;
  throw new Error(
    token === ""
      ? `${source}: the token is empty.`
      : `${source}: the token contains a space, a line break or another invalid character. Copy it again.`,
  );
}
