import { wordsOf } from "../../ranking.ts";
import { PREPOSITIONS } from "./question.ts";
import { vocabulary } from "./vocabulary.ts";

/** The nouns of a query or of a title, by their stems. */
export interface Subject {
  /** The noun that is looked for: in `runs of a job`, runs. */
  readonly head: string | undefined;
  /** The nouns before the first preposition. */
  readonly object: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** Words after which the rest only describes the subject. */
const DESCRIBES = new RegExp(
  `\\b(?:${`${PREPOSITIONS} as about via across through that who`.replaceAll(" ", "|")})\\b`,
);

/** The subject of a query. Verbs and words that ask for nothing are left out. */
export function subjectOf(query: string): Subject {
  const nouns = query
    .split(DESCRIBES)
    .map((part) => wordsOf(part).filter((word) => !vocabulary.ignored.has(word) && !vocabulary.verbs.has(word)))
    .filter((part) => part.length > 0);
  return toSubject(nouns[0] ?? [], nouns.slice(1).flat());
}

/** Nouns that say nothing in a title. */
const EMPTY = new Set(wordsOf("setting list"));

/** A title without the remark in brackets at its end. */
export function bareTitle(title: string): string {
  const end = title.indexOf(" (");
  return end < 0 ? title : title.slice(0, end);
}

/** The subject of an operation, by its title: the history in `Get the history of a metric`. */
export function subjectOfTitle(title: string): Subject {
  const [object = [], ...rest] = bareTitle(title)
    .replace(/^\S+/, "")
    .toLowerCase()
    .split(DESCRIBES)
    .map((part) => wordsOf(part).filter((word) => !vocabulary.ignored.has(word)));
  return toSubject(
    object.filter((word) => !EMPTY.has(word)),
    rest.flat(),
  );
}

const toSubject = (object: readonly string[], rest: readonly string[]): Subject => ({
  head: object.at(-1),
  object: new Set(object),
  all: new Set([...object, ...rest]),
});

/** Words and their synonyms. */
export const withSynonyms = (words: Iterable<string>): ReadonlySet<string> =>
  new Set([...words].flatMap((word) => [word, ...(vocabulary.synonyms.get(word) ?? [])]));
