import { digestArguments } from "../digest.ts";
import type { CallFacts } from "./facts.ts";

/**
 * Digest of what a question says, and of what else the call is based on: the effect, the objects with their IDs, the consequences and the code. Details of the
 * objects and numbers in sentences are not part of it, because they change by themselves. A call runs only
 * if it still says the same when the answer arrives.
 */
export function shownDigest({ effect, objects, consequences, code, basis }: CallFacts): string {
  const question = {
    effect,
    objects: objects.map(({ details, ...identity }) => JSON.stringify(identity)).sort(),
    consequences: consequences.map(({ reason, text }) => [reason, withoutNumbers(text.sentence)]),
    // In another layout, the same question is not asked again after a no.
    code: code && { ...code, text: code.text.replace(/\s+/g, " ").trim() },
  };
  // A line break decides where a comment ends: what runs is the code as it was shown.
  return `${digestArguments(question)}.${digestArguments({ basis, code })}`;
}

/** The part of a `shownDigest` that is about the question alone, whichever call asks it. */
export const questionDigest = (shown: string): string => shown.replace(/\..*/s, "");

/** Numbers of the server's own words: those in quotes are names and IDs. */
const withoutNumbers = (sentence: string): string =>
  sentence.replace(/"(?:[^"\\]|\\.)*"|\d+/g, (part) => (part.startsWith('"') ? part : "#"));
