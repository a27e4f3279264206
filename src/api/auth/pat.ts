import type { Credentials } from "./credentials.ts";

/**
 * A personal access token. Throws, without showing the value, when it holds a character no token has: `fetch`
 * would print the whole header in its own error.
 */
export function patCredentials(token: string, source: string): Credentials {
  if (!/^[\x21-\x7e]{1,8192}$/.test(token)) {
    throw new Error(
      token === ""
        ? `${source}: the token is empty.`
        : `${source}: the token holds a space, a line break or another character that no token has. Copy it again.`,
    );
  }
  const authorization = `Bearer ${token}`;
  return { source, headers: async () => ({ authorization }), secrets: [token] };
}
