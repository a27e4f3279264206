import { createHash, timingSafeEqual } from "node:crypto";
import { type Authenticator, bearerOf, invalid } from "./identity.ts";

interface KnownToken {
  readonly name: string;
  readonly digest: Buffer;
}

/** Options of `createTokenAuthenticator`. */
export interface TokenOptions {
  /** The tokens as text: `name:token`, separated by commas or line breaks. */
  readonly text?: string | undefined;
  /** A file with more of them. */
  readonly file?: string | undefined;
  read(path: string): string | undefined;
  now?(): number;
}

/** How long the file is not read again, in milliseconds. */
const FILE_MS = 5_000;
/** Shorter tokens could be guessed. */
const MIN_LENGTH = 20;

/**
 * Configured bearer tokens. The name of a token is the caller, and may have several tokens, so that one can be replaced
 * without an interruption. A file that cannot be read has no tokens: removing it locks everyone out.
 */
export function createTokenAuthenticator({
  text = "",
  file,
  read,
  now = Date.now,
}: TokenOptions): Authenticator | { readonly problems: readonly string[] } {
  const fixed = parseTokens(text);
  let loaded: ReturnType<typeof parseTokens> = { tokens: [], problems: [] };
  let loadedAt = Number.NEGATIVE_INFINITY;

  const fromFile = () => {
    if (file === undefined || now() - loadedAt < FILE_MS) return loaded;
    const content = read(file);
    loaded =
      content === undefined
        ? { tokens: [], problems: ["The file of bearer tokens cannot be read."] }
        : parseTokens(content);
    loadedAt = now();
    return loaded;
  };
  const problems = [...fixed.problems, ...fromFile().problems];
  if (fixed.tokens.length + loaded.tokens.length === 0 && problems.length === 0) {
    problems.push("There are no bearer tokens. Add at least one name:token.");
  }
  if (problems.length > 0) return { problems };

  return {
    async authenticate(headers) {
      const bearer = bearerOf(headers);
      if ("refused" in bearer) return bearer;
      const name = nameOf(bearer.token, [...fixed.tokens, ...fromFile().tokens]);
      if (name === undefined) return invalid("The bearer token is not known");
      return { principal: { subject: `token ${name}`, name }, scopes: [], groups: [], names: [], token: name };
    },
    notReady: async () => fromFile().problems[0],
  };
}

/** Compares with every token, in a time that does not depend on which one matches. */
function nameOf(token: string, known: readonly KnownToken[]): string | undefined {
  const digest = digestOf(token);
  let found: string | undefined;
  for (const { name, digest: other } of known) if (timingSafeEqual(digest, other)) found = name;
  return found;
}

const digestOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** Problems name lines, never their text. */
function parseTokens(text: string): { tokens: KnownToken[]; problems: string[] } {
  const tokens: KnownToken[] = [];
  const problems: string[] = [];
  const lines = text.split(/[\n,]/).map((line) => line.trim());
  for (const [index, line] of lines.entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const [, name, token] = /^([\w.@-]{1,64}):([\w.~+/-]+=*)$/.exec(line) ?? [];
    if (name === undefined || token === undefined) {
      problems.push(`Bearer token ${index + 1} is not name:token.`);
    } else if (token.length < MIN_LENGTH) {
      problems.push(`Bearer token ${index + 1} (${name}) has fewer than ${MIN_LENGTH} characters.`);
    } else tokens.push({ name, digest: digestOf(token) });
  }
  return { tokens, problems };
}
