import { spellingDistance } from "./text.ts";

/** A text of a document and the weight of its words: 5 for a name, 1 for a remark. */
export interface RankedField {
  readonly text: string;
  readonly weight: number;
}

/** A document of the index. */
export interface RankedDocument {
  readonly id: string;
  /** The words that identify it. Of two documents with the words of a query, the one with fewer other words is meant. */
  readonly name: string;
  readonly fields: readonly RankedField[];
}

/** How the words of a query are read. All words are given as `wordsOf` returns them. */
export interface Vocabulary {
  /** Words that the documents use for a word of the query. */
  readonly synonyms: ReadonlyMap<string, readonly string[]>;
  /** Words without meaning for a search. */
  readonly ignored: ReadonlySet<string>;
  /** Words for an action, not for its object. They rank hits, but find nothing alone. */
  readonly verbs: ReadonlySet<string>;
  /** Words before a noun that only describes another: in `runs of a job`, runs are looked for. */
  readonly prepositions: ReadonlySet<string>;
}

export interface RankedHit {
  readonly id: string;
  readonly score: number;
  /** Share of the query that the document explains, 0 to 1, by the rarity of its words. */
  readonly coverage: number;
  /** Share of the query's nouns that the document has, 0 to 1. */
  readonly nouns: number;
}

export interface Ranking {
  /** Best first, without a floor. */
  readonly hits: readonly RankedHit[];
  /** Words of the query that no document has, not even in another spelling. */
  readonly unknown: readonly string[];
}

export interface RankingIndex {
  rank(query: string): Ranking;
  /** A query with its misspelled words as the documents spell them. */
  spelled(query: string): string;
}

/** Saturation: how soon a higher weight no longer matters. */
const K = 4;
/** Factor for words that only begin like the word of the query, or are spelled nearly like it. */
const NEARLY = 0.85;
/** Factor for a synonym, so that the word itself comes first. */
const SYNONYM = 0.9;
/** Worth of a verb, compared with a noun. */
const VERB = 0.35;
/** A verb of at most this many documents says as much as a noun. One of none asks for what the platform may call otherwise. */
const RARE = 8;
/** Worth of a word that no document has, compared with one that a single document has: it may be a name. */
const UNKNOWN = 0.7;
/** How much a score suffers from words that the document lacks. */
const SHORTFALL = 0.6;
/** Share of a score that remains if the query has none of the words of the name. */
const UNNAMED = 0.45;
/** Worth of a noun after a preposition. */
const DESCRIBING = 0.75;
/** Weight from which a word says what a document is about. Remarks and parameters alone find nothing. */
const TELLING = 1.5;

/** The documents with a word and its weight in each, side by side, because a map for each word costs more than the search. */
interface Postings {
  readonly documents: number[];
  readonly weights: number[];
  /** The field that it was found in last. A word counts once for each field. */
  field: number;
}

/** A term of the index and how well it stands for a word of the query. */
interface Reading {
  readonly term: string;
  readonly factor: number;
}

/**
 * BM25 over documents of weighted fields (Robertson and Zaragoza, 2009, without length normalization, because names are
 * short). A word may be a synonym, a beginning or a misspelling of a word of the documents.
 */
export function createRanking(documents: readonly RankedDocument[], vocabulary: Vocabulary): RankingIndex {
  const postings = new Map<string, Postings>();
  const spellings = new Map<string, string>();
  const stemOf = (word: string): string => {
    const known = spellings.get(word) ?? stem(word);
    spellings.set(word, known);
    return known;
  };
  const postingsOf = (term: string): Postings => {
    const known = postings.get(term) ?? { documents: [], weights: [], field: 0 };
    postings.set(term, known);
    return known;
  };
  // Identifiers recur in many documents. They are taken apart once.
  const parts = new Map<string, readonly Postings[]>();
  const partsOf = (token: string): readonly Postings[] => {
    const known = parts.get(token) ?? rawWords(token).map((word) => postingsOf(stemOf(word)));
    parts.set(token, known);
    return known;
  };
  let field = 0;
  documents.forEach(({ fields }, at) => {
    for (const { text, weight } of fields) {
      if (text === "") continue;
      field += 1;
      for (const token of text.split(" ")) for (const found of partsOf(token)) post(found, at, weight, field);
    }
  });
  // Only the names of hits are compared.
  const known = new Map<number, ReadonlySet<string>>();
  const nameOf = (at: number): ReadonlySet<string> => {
    const words = known.get(at) ?? new Set((documents[at]?.name ?? "").split(" ").flatMap(wordsOf));
    known.set(at, words);
    return words;
  };
  const terms = [...postings.keys()];
  const rarity = (count: number) => Math.log(1 + (documents.length - count + 0.5) / (count + 0.5));
  const absent = rarity(1);

  /** The terms that a word stands for: itself and its synonyms, or else what it begins or is misspelled from. */
  function read(raw: string, word: string): readonly Reading[] {
    const synonyms = (vocabulary.synonyms.get(word) ?? []).filter((term) => postings.has(term));
    const direct = [
      ...(postings.has(word) ? [{ term: word, factor: 1 }] : []),
      ...synonyms.map((term) => ({ term, factor: SYNONYM })),
    ];
    if (direct.length > 0) return direct;
    const once = doneOnce(word);
    return once !== undefined && postings.has(once)
      ? [{ term: once, factor: NEARLY }]
      : nearly(raw, word, terms, spellings);
  }

  function rank(query: string): Ranking {
    const words = new Map<string, { readonly raw: string; readonly factor: number }>();
    let factor = 1;
    for (const raw of rawWords(query)) {
      const word = stem(raw);
      if (vocabulary.prepositions.has(raw)) factor = DESCRIBING;
      else if (!vocabulary.ignored.has(word) && !words.has(word)) words.set(word, { raw, factor });
    }
    const unknown: string[] = [];
    const scores = new Map<
      number,
      { score: number; explained: number; nouns: number; telling: boolean; named: Set<string> }
    >();
    let nouns = 0;
    let total = 0;
    for (const [word, { raw, factor }] of words) {
      const readings = read(raw, word);
      const best = bestOf(readings, postings);
      const isVerb = vocabulary.verbs.has(word);
      const part = isVerb && (best.size > RARE || best.size === 0) ? VERB : 1;
      if (!isVerb) nouns += factor ** 2;
      if (best.size === 0) {
        unknown.push(raw);
        total += part * absent * UNKNOWN;
        continue;
      }
      const worth = part * rarity(best.size);
      total += worth;
      for (const [at, weight] of best) {
        const known = scores.get(at) ?? { score: 0, explained: 0, nouns: 0, telling: false, named: new Set() };
        for (const { term } of readings) if (nameOf(at).has(term)) known.named.add(term);
        scores.set(at, {
          score: known.score + (factor * worth * weight * (K + 1)) / (weight + K),
          explained: known.explained + worth * Math.min(1, 0.1 + weight / 4),
          nouns: known.nouns + (isVerb ? 0 : factor ** 2),
          telling: known.telling || (!isVerb && weight >= TELLING),
          named: known.named,
        });
      }
    }
    const onlyVerbs = [...words.keys()].every((word) => vocabulary.verbs.has(word));
    const hits = [...scores]
      .filter(([, { telling }]) => telling || onlyVerbs)
      .map(([at, { score, explained, named, nouns: found }]) => {
        const coverage = total === 0 ? 0 : Math.min(1, explained / total);
        const own = UNNAMED + (1 - UNNAMED) * (named.size / Math.max(1, nameOf(at).size));
        return {
          id: documents[at]?.id ?? "",
          score: score * coverage ** SHORTFALL * own,
          coverage,
          nouns: nouns === 0 ? 1 : found / nouns,
        };
      });
    return { hits: hits.sort((a, b) => b.score - a.score || a.id.length - b.id.length), unknown };
  }

  function spelled(query: string): string {
    const known = [vocabulary.ignored, vocabulary.verbs, vocabulary.synonyms, postings];
    const isKnown = (word: string) => known.some((words) => words.has(stem(word)));
    const count = (term: string) => postings.get(term)?.documents.length ?? 0;
    return query.replace(MISSPELLED, (raw) => {
      if (isKnown(raw) || isKnown(doneOnce(raw) ?? raw)) return raw;
      return respelled(raw, spellings).sort((a, b) => count(b.term) - count(a.term))[0]?.spelling ?? raw;
    });
  }

  return { rank, spelled };
}

/** Notes a word of a field. In several fields of a document, it has the highest of their weights and a little more. */
function post(found: Postings, document: number, weight: number, field: number): void {
  if (found.field === field) return;
  found.field = field;
  const last = found.documents.length - 1;
  if (found.documents[last] === document) found.weights[last] = Math.max(found.weights[last] ?? 0, weight) + 0.5;
  else found.weights[found.documents.push(document) - 1] = weight;
}

/** The highest weight by which a document has one of the terms, by its number. */
function bestOf(readings: readonly Reading[], postings: ReadonlyMap<string, Postings>): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const { term, factor } of readings) {
    const { documents, weights } = postings.get(term) ?? { documents: [], weights: [] };
    documents.forEach((at, index) => {
      best.set(at, Math.max(best.get(at) ?? 0, (weights[index] ?? 0) * factor));
    });
  }
  return best;
}

const PLAIN_WORD = /^[a-z]+$/;
const SHORTEST_BEGINNING = 5;
const MISSPELLED = /\b[a-z]{4,}/g;

/** Terms that the word begins, or else those of the words that are spelled most like it. */
function nearly(
  raw: string,
  word: string,
  terms: readonly string[],
  spellings: ReadonlyMap<string, string>,
): readonly Reading[] {
  const begun = word.length < SHORTEST_BEGINNING ? [] : terms.filter((term) => term.startsWith(word));
  if (begun.length > 0) return begun.map((term) => ({ term, factor: NEARLY }));
  return raw.search(MISSPELLED) < 0 ? [] : respelled(raw, spellings).map(({ term }) => ({ term, factor: NEARLY }));
}

/** The known words that are spelled most like a word. */
function respelled(raw: string, spellings: ReadonlyMap<string, string>) {
  const most = raw.length < 8 ? 1 : 2;
  const edits = (spelling: string) => spellingDistance(raw, spelling, most);
  const candidates = [...spellings].map(([spelling, term]) => ({ spelling, term, edits: edits(spelling) }));
  const fewest = Math.min(most, ...candidates.map(({ edits }) => edits));
  return candidates.filter(({ edits }) => edits === fewest);
}

/** The verb for something done again: `resync` is a sync. */
export const doneOnce = (word: string): string | undefined => (word.startsWith("re") ? word.slice(2) : undefined);

/** The words of a text or of an identifier, in lower case: `DatabaseInstances` → `database`, `instances`. */
export const rawWords = (text: string): string[] =>
  PLAIN_WORD.test(text)
    ? [text]
    : text
        .replace(/([a-z\d])([A-Z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "");

/** The words of a text or of an identifier, reduced to their stem: `DatabaseInstances` → `databas`, `instanc`. */
export const wordsOf = (text: string): string[] => rawWords(text).map(stem);

/** Stems of words that were read before. The words of the documents recur in queries and in other indexes. */
const stems = new Map<string, string>();
const MOST_STEMS = 20_000;

function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const found = stemmed(word);
  if (stems.size < MOST_STEMS) stems.set(word, found);
  return found;
}

function stemmed(word: string): string {
  if (word.length <= 3) return word.length === 3 ? word.replace(/(?<=[a-z][^aeisuy])s$/, "") : word;
  const one = singular(word).replace(/(?<=......)(?:ment|ation)$/, "");
  const bare = /^(.*[aeiouy].*)(?:ing|ed)$/.exec(one)?.[1] ?? one;
  const base = bare.length >= 3 ? bare : one;
  return base.replace(/([bdgmnprt])\1$/, "$1").replace(/(?<=...)e$/, "");
}

function singular(word: string): string {
  if (/(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(x|ch|sh|ss)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, "");
}
