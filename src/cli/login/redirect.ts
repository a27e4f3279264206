import { timingSafeEqual } from "node:crypto";
import { createInterface } from "node:readline";

/** The result of a sign-in, from the URL that the workspace redirected the browser to. */
export type Redirect = { readonly code: string } | { readonly refused: string };

/** Reads a redirect URL; `undefined` if it does not belong to the sign-in with this state. */
export function readRedirect({ searchParams }: URL, state: string): Redirect | undefined {
  if (!isSame(searchParams.get("state") ?? "", state)) return undefined;
  const error = searchParams.get("error");
  if (error !== null) {
    const reason = [error, searchParams.get("error_description")].filter(Boolean).join(": ");
    return { refused: `The workspace refused to sign in: ${reason.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 300)}` };
  }
  const code = searchParams.get("code");
  return code === null || code === "" ? undefined : { code };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface Dialogue {
  print(line: string): void;
  readonly input: NodeJS.ReadableStream;
}

/**
 * The code from a redirect URL that the user pastes; `undefined` if the input ends. Reads lines until one is valid. The
 * browser may be on another machine, where the page does not load, but its URL contains the code.
 */
export async function readPastedCode(
  { input, print }: Dialogue,
  state: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  // Created here because it drops lines that arrive before the loop reads them.
  for await (const line of createInterface({ input, signal })) {
    const text = line.trim();
    if (text === "") continue;
    const found = URL.canParse(text) ? readRedirect(new URL(text), state) : undefined;
    if (!found) print("This is not the URL of this sign-in. Paste all of it, starting with http://localhost.");
    else if ("refused" in found) throw new Error(found.refused);
    else return found.code;
  }
  return undefined;
}
