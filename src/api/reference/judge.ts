import { type RankedHit, wordsOf } from "../../ranking.ts";
import { createLikelihood } from "./likelihood.ts";
import type { PhraseFit } from "./phrase-index.ts";
import type { Question } from "./question.ts";
import type { Searchable } from "./reference.ts";
import { type Subject, subjectOf, subjectOfTitle, withSynonyms } from "./subject.ts";
import { asksToRead, isGet, isList, type Kind, kindOf, suitability } from "./suitability.ts";
import type { Tokens } from "./tokens.ts";
import { vocabulary } from "./vocabulary.ts";
import weights from "./weights.json" with { type: "json" };

/** How much a phrase that is the query itself counts, compared with the names that the query has. */
const PHRASES_WEIGHT = 2;
/** Of this, the part of all phrases together. The rest is the phrase that resembles the query most. */
const TOGETHER = 0.6;
/** How much a phrase that is the query itself outweighs a verb of the query that the operation is not named after. */
const TRUST = 0.5;
/** Candidates with the most words of the query. Only for those is it read what they do. */
const PROMISING = 300;
/** Candidates that are judged in detail. */
const SHORTLIST = 60;

/** A query, as it is read. */
interface ReadQuery {
  readonly query: string;
  /** With the platform's words for phrases that mean other words than their own. */
  readonly meant: string;
  readonly question: Question;
}

/** An operation that has words of the query, by its names or by its phrases. */
export interface MatchedOperation<T extends Searchable = Searchable> {
  readonly operation: T;
  readonly hit: RankedHit | undefined;
  readonly phrases: PhraseFit;
}

/** A candidate with its features and two scores: `likeness` by rule and `score` with the learned weights. */
export interface Judged<T extends Searchable = Searchable> extends MatchedOperation<T> {
  readonly likeness: number;
  readonly features: Features;
  readonly score: number;
}

/** Reasons for or against a candidate, by name. The weights are learned by `scripts/reference/weights.ts`. */
type Features = Readonly<Record<keyof typeof weights.judge, number>>;

interface About extends Kind {
  readonly subject: Subject;
  readonly api: string;
  readonly apiWords: readonly string[];
  readonly verb: string;
}

/** Judges the candidates for a query, best first. `subjects`: those of the operations, by their titles. */
export function createJudge<T extends Searchable>(
  operations: readonly T[],
  subjects: readonly Subject[],
  tokens: Tokens,
) {
  const known = new Map<T, About>();
  const about = (operation: T): About => {
    const found = known.get(operation) ?? describe(operation);
    known.set(operation, found);
    return found;
  };
  const likelihood = createLikelihood(operations, tokens);
  const counts = new Map<string, number>();
  for (const { all } of subjects) for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
  const rarity = (word: string) => Math.log(1 + operations.length / ((counts.get(word) ?? 0) + 0.5));

  return (
    candidates: readonly MatchedOperation<T>[],
    reading: ReadQuery,
    top: RankedHit | undefined,
  ): readonly Judged<T>[] => {
    const named = ({ hit }: MatchedOperation) => (hit && top ? (hit.score / top.score) * top.coverage : 0);
    const likenessOf = (one: MatchedOperation) =>
      named(one) + PHRASES_WEIGHT * (one.phrases.resemblance * (1 - TOGETHER) + one.phrases.coverage * TOGETHER);
    const raws = candidates.map((one) => ({ one, raw: likenessOf(one) })).sort((a, b) => b.raw - a.raw);
    const scored = raws.slice(0, PROMISING).map(({ one, raw }) => {
      const suits = suitability(one.operation, about(one.operation), reading.question, reading.query);
      const likeness = raw * (suits.better * suits.action * suits.number) ** (1 - TRUST * one.phrases.resemblance);
      return { ...one, suits, raw, likeness };
    });
    scored.sort((a, b) => b.likeness - a.likeness || a.operation.id.length - b.operation.id.length);
    const services = new Map<string, number>();
    for (const { operation, raw } of scored) {
      const { api } = about(operation);
      services.set(api, Math.max(services.get(api) ?? 0, raw));
    }
    const asked = subjectOf(reading.meant);
    const words = withSynonyms(asked.all);
    const heads = withSynonyms(asked.head === undefined ? [] : [asked.head]);
    const object = withSynonyms(asked.object);
    const stems = new Set(wordsOf(reading.meant));
    const reads = asksToRead(reading.question.action);
    const { number } = reading.question;
    const likely = likelihood(reading.query);

    return scored
      .slice(0, SHORTLIST)
      .map(({ suits, raw, ...one }) => {
        const { operation, phrases, likeness } = one;
        const { subject, api, apiWords, verb } = about(operation);
        const nouns = [...subject.all];
        const rarities = (of: readonly string[]) => of.reduce((sum, word) => sum + rarity(word), 0);
        const missing = rarities(nouns.filter((word) => !words.has(word)));
        const list = reads && isList(operation) ? 1 : 0;
        const get = reads && isGet(operation) ? 1 : 0;
        const { known: knownShare, logarithms } = likely(operation);
        const [likelyKind = 0, likelyVerb = 0, likelyObject = 0, likelyWork = 0, likelyApi = 0, likelyAccess = 0] =
          logarithms;
        const features: Features = {
          likeness,
          named: named(one),
          resemblance: phrases.resemblance,
          phrases: phrases.coverage,
          nounsOfPhrases: phrases.nouns,
          action: Math.log(suits.action),
          number: Math.log(suits.number),
          actionOfPhrase: Math.log(suits.action) * phrases.resemblance,
          reads: operation.access === "read" ? 1 : 0,
          destroys: operation.access === "destructive" ? 1 : 0,
          common: operation.common ? 1 : 0,
          verb: vocabulary.verbs.has(verb) && stems.has(verb) ? 1 : 0,
          head: subject.head !== undefined && heads.has(subject.head) ? 1 : 0,
          missingShare: missing / Math.max(1, rarities(nouns)),
          object: share([...subject.object], object),
          service: share(apiWords, words),
          serviceLikeness: services.get(api) ?? 0,
          listOfOne: number === "one" ? list : 0,
          listOfSeveral: number === "several" ? list : 0,
          list: number === undefined ? list : 0,
          getOfOne: number === "one" ? get : 0,
          getOfSeveral: number === "several" ? get : 0,
          get: number === undefined ? get : 0,
          knownShare,
          likelyKind,
          likelyVerb,
          likelyObject,
          likelyWork,
          likelyApi,
          likelyAccess,
        };
        return { ...one, features, score: weigh(features, weights.judge) };
      })
      .sort((a, b) => b.score - a.score || a.operation.id.length - b.operation.id.length);
  };
}

const share = (words: readonly string[], among: ReadonlySet<string>): number =>
  words.filter((word) => among.has(word)).length / Math.max(1, words.length);

/** The sum of features by their weights. */
export const weigh = (features: Readonly<Record<string, number>>, by: Readonly<Record<string, number>>): number =>
  Object.entries(features).reduce((sum, [name, value]) => sum + value * (by[name] ?? 0), 0);

function describe(operation: Searchable): About {
  const [api = "", ...method] = operation.id.split(".");
  const [verb = ""] = wordsOf(method.join(" "));
  return {
    ...kindOf(operation),
    subject: subjectOfTitle(operation.title),
    api,
    apiWords: [...new Set(wordsOf(api))],
    verb,
  };
}
