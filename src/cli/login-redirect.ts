import { timingSafeEqual } from "node:crypto";
import { createInterface } from "node:readline";

/** What the workspace sent the browser back with, for the sign-in with this state. */
export type Redirect = { readonly code: string } | { readonly refused: string };

/** Reads the address the browser came back to; undefined when it belongs to no sign-in, or to another one. */
export function readRedirect({ searchParams }: URL, state: string): Redirect | undefined {
  if (!same(searchParams.get("state") ?? "", state)) return undefined;
  const error = searchParams.get("error");
  if (error !== null) {
    const said = [error, searchParams.get("error_description")].filter(Boolean).join(": ");
    return { refused: `The workspace refused to sign in: ${said.replace(/[\p{Cc}\s]+/gu, " ").slice(0, 300)}` };
  }
  const code = searchParams.get("code");
  return code === null || code === "" ? undefined : { code };
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface Dialogue {
  print(line: string): void;
  readonly input: NodeJS.ReadableStream;
}

/**
 * The code in an address that a person pastes, line by line until one is right; undefined when no more lines come. The
 * browser may be on another machine: there the page does not load, and its address says all that is needed.
 */
export async function pastedCode(
  { input, print }: Dialogue,
  state: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  // Made where it is read: it keeps no line that comes before somebody listens.
  for await (const line of createInterface({ input, signal })) {
    const text = line.trim();
    if (text === "") continue;
    const found = URL.canParse(text) ? readRedirect(new URL(text), state) : undefined;
    if (!found) print("That is not the address of this sign-in. Paste all of it, from http://localhost on.");
    else if ("refused" in found) throw new Error(found.refused);
    else return found.code;
  }
  return undefined;
}
