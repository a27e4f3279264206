import { type SourceText, sourceTexts } from "../../language/source-texts.ts";

/** A text that the program returns or prints when something fails. `…` is a part that is known only then. */
export interface ErrorText {
  readonly path: string;
  readonly message: string;
  /** The next step, as far as the program itself gives it. */
  readonly next: string | undefined;
}

/** Functions that take the text of an error as their first argument, or after a code. */
const TAKES_TEXT =
  /(?:\b(?:Tool|Range|Syntax|Protocol|Login)?Error|BundleProblem|RangeProblem|ResourceFailure|[lL]oginError|linkRefusedError|incomplete|problems\.push|addIssue|failure|refusal|invalid|insufficient)\((?:-?\d+,|"",|\[)?[^()]*$/;
/** Fields that hold it. */
const HOLDS_TEXT = /\b(?:problem|refused|message|fault|error)[:=](?:\([^()]*\)=>)?[^,;{}()]*$/;
const HOLDS_NEXT = /\b(?:next|fix)[:=][^,;{}()]*$/;
/** Adds a step to an error that has its text from the workspace. */
const ADDS_NEXT = /\.with\(\{next:/;

/** Files in which every sentence or clause is one: they check something and return the texts to their caller. */
const TEXTS_ONLY =
  /^(?:config|config\/(?:combinations|service-rules)|core\/(?:select|params|workspaces|consent\/decide|calls\/arguments|calls\/call|output\/export-root)|code\/(?:engine|inner-calls)|cli\/(?:sandbox|watching)|cli\/setup\/change|api\/(?:auth\/(?:login-problems|settings)|auth\/methods\/pat|compute\/(?:cluster-settings|libraries)|reference\/check|sql\/(?:class|calls)|http\/(?:decode|fault|limiter\/busy)|workspace\/cells\/edits))\.ts$/;
const SENTENCE = /^(?:[A-Z…-].*[.!?]|(?:it|must|move|insert|replace|the maximum|databricks\.) .*)$/s;
/** Texts of options and arguments in the same files. */
const DESCRIBES = /(?:description|title|summary|about|\.describe)[:(][^,]*$/;

/** A finished sentence, or a clause that completes one. Names of events and fields are neither. */
const isProse = (text: string): boolean => /[a-z]{2,} [a-z…"'-]/i.test(text) && text.trim().length >= 12;

/** Every error text of a source file, with the next step that follows it. */
export function errorTexts(path: string, source: string): readonly ErrorText[] {
  const found: { message: string; next: string | undefined; line: number }[] = [];
  let previous: "error" | "other" = "other";
  for (const text of sourceTexts(source)) {
    if (text.kind === "comment") continue;
    const last = found.at(-1);
    // The other branch of a condition: nothing is between the two texts.
    const isBranch = previous === "error" && text.before === '"":';
    previous = "other";
    if (!isProse(text.text)) continue;
    if (HOLDS_NEXT.test(text.before) && !/^(?:const|let) /.test(text.before)) {
      // The next step of an error is a field of the same constructor.
      if (last && text.line - last.line <= NEAR) {
        last.next = last.next === undefined ? text.text : `${last.next} ${text.text}`;
      } else if (ADDS_NEXT.test(text.before)) {
        found.push({ message: text.text, next: undefined, line: text.line });
      }
    } else if (isBranch || isError(path, text)) {
      previous = "error";
      found.push({ message: text.text, next: undefined, line: text.line });
    }
  }
  return found.map(({ message, next }) => split({ path, message: oneLine(message), next: next && oneLine(next) }));
}

const NEAR = 6;

const isError = (path: string, { before, text }: SourceText): boolean =>
  TAKES_TEXT.test(before) ||
  HOLDS_TEXT.test(before) ||
  (TEXTS_ONLY.test(path) && SENTENCE.test(text.trim()) && !DESCRIBES.test(before));

const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/…(?:\s*…)+/g, "…")
    .trim();

/** The first sentence says what failed; the others, why and what to do. */
function split(text: ErrorText): ErrorText {
  if (text.next !== undefined) return text;
  const [, message, next] = /^(.*?[^.][.!?])\s+((?:[A-Z…-]|--).*)$/.exec(text.message) ?? [];
  return message === undefined || next === undefined || next.length < 8 ? text : { ...text, message, next };
}
