/** Wording that reads as translated, and what to write instead. */
export interface Telltale {
  readonly pattern: RegExp;
  readonly instead: string;
}

const telltale = (pattern: RegExp, instead: string): Telltale => ({ pattern, instead });

/** For every text: descriptions, options, errors, notes, questions, Markdown, comments and titles of tests. */
export const TELLTALES: readonly Telltale[] = [
  telltale(/\bmend(?:s|ed|ing)?\b/i, "fix"),
  telltale(/\banew\b/i, "again"),
  telltale(/\bwho(?:m)?ever\b/i, "anyone who, the user who"),
  telltale(/\bsomebod(?:y|ies)\b/i, "someone, a user"),
  telltale(/\beverybody\b/i, "everyone, all users"),
  telltale(/\bnobody\b/i, "no one, no user"),
  telltale(/\bwhatever\b/i, "any, regardless of"),
  telltale(/\b(?:be|is|are|was|were|been) had\b/i, "be obtained, be available"),
  telltale(/\b(?:goes|went|gone) by\b/i, "depends on, uses"),
  telltale(/\b(?:goes|went|gone) on\b(?! (?:the|a|an) )/i, "continues"),
  telltale(/\bfor good\b(?! (?:measure|reason|performance))/i, "permanently"),
  telltale(/\bbeside\b/i, "in addition to, next to"),
  telltale(/\bfalls? silent\b/i, "stops sending"),
  telltale(/\bseat-?belts?\b/i, "guardrail"),
  telltale(
    /\b(?:tells?|told|telling)\b(?: \w+)?? (?:what|why|how|who|whom|whose|which|that|where|when|of|from|it|nothing|its)\b/i,
    "shows, explains, reports, returns",
  ),
  telltale(
    /\btells\b(?! (?:the|a|an|your|you|them|clients?|users?|models?|agents?|[A-Z]\w+|apart)\b)/i,
    "shows, reports",
  ),
  telltale(/\b(?:is|are|be|been|was|were) told\b(?! (?:to|the|apart)\b)/i, "is reported, receives"),
  telltale(/\bthe persons?\b/i, "the user"),
  telltale(
    /(?<!\b(?:there|which|that one) )\b(?:is|are|was|were) no (?!longer\b|such\b|more\b|less\b|later\b|earlier\b|larger\b|smaller\b|greater\b|different\b|other\b|need\b|way\b)/i,
    "is not a, does not exist",
  ),
  telltale(/(?<!\bthere )\b(?:is|are) none\b(?! of\b)/i, "is not one, has none"),
  telltale(/\bbelongs? to no\b/i, "does not belong to a"),
  telltale(/\bnothing destructive\b/i, "no destructive call, blocks destructive calls"),
  telltale(/\b(?:stands|stood)\b(?! for\b)/i, "is"),
  telltale(/\bstand (?:in|at|for|below|above|under|there|beside|alone|outside|inside|within)\b/i, "is, represents"),
  telltale(/\blies\b/i, "is"),
  telltale(/\b(?:the|an) answer of\b/i, "the response from"),
  telltale(/\banswers (?:no\b|nothing\b|rows\b|running\b|what\b|an? \w+ of\b|as\b)/i, "returns, responds"),
  telltale(/\btak(?:e|es|en|ing) (?:away|off|back)\b/i, "removes, reverts"),
  telltale(/\btakes? (?:a|an|the) [\w' ]{1,40}? (?:away|off)\b/i, "removes, revokes"),
  telltale(/(?<!\bencrypt(?:ed|ion) )\bat rest\b/i, "not running, otherwise"),
  telltale(/(?<!\bclean[ -])\brooms\b|\bsmall rooms?\b|\bhouses?\b/i, "files, folders (no metaphor)"),
  telltale(/\bin the way\b(?! (?:that|of|the|you|they|it)\b)/i, "does not allow this"),
  telltale(/\b(?:is|are) like it\b/i, "behaves the same way"),
  telltale(/\bwaits? on(?! the\b)\b/i, "keeps waiting, waits for"),
  telltale(/\bkept back\b/i, "blocked"),
  telltale(/\bthe whole of\b/i, "all of"),
  telltale(/\bfor so long\b/i, "for that time"),
  telltale(/\bpresent (?:state|permissions?|value)\b/i, "current"),
  telltale(/\b\w+ed no more\b(?! than\b)/i, "no longer"),
  telltale(/\bmade? (?:it|them) a second time\b/i, "create it again"),
  telltale(/\b(?:is|are) said\b(?! to\b)/i, "is reported"),
  telltale(/\bleads? over\b/i, "passes through, contains"),
  telltale(/\b(?:their|on a) yes\b/i, "approval, the user's confirmation"),
  telltale(/\b(?:who|what) there is\b/i, "name the things"),
  telltale(/\b(?:costs|paid for) until\b/i, "billed until"),
  telltale(/\bin rounds\b/i, "in several calls"),
  telltale(/\bputs? (?:it|them|the [\w ]{1,40}?) right\b/i, "fixes"),
  telltale(/\bknows? no\b/i, "does not support, does not have"),
  telltale(/\botherwise than\b/i, "other than"),
  telltale(/(?:^|[.!;:]\s+)What\b[^.?!]*?(?:[.!]|$)/, "name the subject instead of “What …”"),
];

/** A description of a parameter is a noun phrase that can be understood alone. */
export const PARAMETER_TELLTALES: readonly Telltale[] = [
  telltale(/^Least\b/, "Minimum"),
  telltale(/^Most\b(?! (?:recent|common|likely)\b)/, "Maximum"),
  telltale(/^So (?:many|much|long)\b/, "Number of, Amount of"),
  telltale(/^Else\b/, "Defaults to"),
  telltale(/^Of\b/, "name the thing"),
  telltale(/^What\b/, "name the thing"),
];

/** The first telltale of every kind in a text, with the words it matched. */
export const findTelltales = (text: string, list: readonly Telltale[]) =>
  list.flatMap(({ pattern, instead }) => {
    const match = pattern.exec(text);
    return match ? [{ words: match[0].trim(), at: match.index, instead }] : [];
  });
