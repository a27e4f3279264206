import { spellOut } from "../output/fence.ts";
import { type AffectedObject, type CallFacts, quoted, type ShownCode } from "./facts.ts";

/** Objects that a question lists by name; what is beyond is counted. */
const MAX_OBJECTS = 50;
/** Characters of an object's name: the user has to see all of it. */
const MAX_NAME = 500;
/** Sentences of a question. Among more of them, none is read. */
const MAX_SENTENCES = 400;
/** The user has to see all of what runs: code beyond this is refused, with the reason. */
export const MAX_CODE_CHARS = 8000;

/** Why a question about these facts cannot be put so that the user sees everything; `undefined` when it can. */
export function unshowable({ objects, code, consequences }: CallFacts): string | undefined {
  if (code && code.text.length > MAX_CODE_CHARS) {
    return `its ${code.title} has ${code.text.length} characters, and a question shows at most ${MAX_CODE_CHARS}`;
  }
  if (objects.length > MAX_OBJECTS)
    return `it changes ${objects.length} objects, and a question lists at most ${MAX_OBJECTS}`;
  const longest = Math.max(0, ...objects.map(({ name }) => name?.length ?? 0));
  if (longest > MAX_NAME) return `a name has ${longest} characters, and a question shows at most ${MAX_NAME}`;
  if (consequences.length > MAX_SENTENCES)
    return `it has ${consequences.length} consequences, and a question lists at most ${MAX_SENTENCES}`;
  const said = Math.max(0, ...consequences.map(({ text }) => text.sentence.length));
  if (said > MAX_CODE_CHARS) return `a setting has ${said} characters, and a question shows at most ${MAX_CODE_CHARS}`;
  return undefined;
}

/**
 * The question: workspace first, then the effect, each object on a line of its own, the consequences, and the code.
 * Every value of the workspace is quoted and bounded, and every line of code is marked, so that no name can pose as a
 * line of the server's.
 */
export function questionOf(workspace: string, { effect, objects, consequences, code }: CallFacts): string {
  const one = objects.length === 1 && objects[0] ? ` ${described(objects[0])}` : "";
  const several = objects.length === 1 ? [] : objects.map((object) => `- ${described(object)}`);
  const heading = `${effect}${one}${objects.length > 1 ? ` ${objects.length} objects:` : "?"}`;
  return [
    `Workspace: ${workspace}`,
    heading,
    ...several,
    ...consequences.map(({ text }) => text.sentence),
    ...(code ? shownCode(code) : []),
  ].join("\n");
}

/** `job "nightly-etl" (id 620114587321, owner "ana@example.com")`. */
export function described({ kind, name, id, details = {} }: AffectedObject): string {
  const facts = [
    ...(isGiven(id) && id !== name ? [`id ${/^[\w-]{1,64}$/.test(String(id)) ? id : quoted(id)}`] : []),
    ...Object.entries(details).flatMap(([key, value]) => (isGiven(value) ? [`${key} ${quoted(value)}`] : [])),
  ];
  return [
    kind,
    ...(isGiven(name) ? [quoted(name, MAX_NAME)] : []),
    ...(facts.length > 0 ? [`(${facts.join(", ")})`] : []),
  ].join(" ");
}

const isGiven = (value: string | number | null | undefined): value is string | number =>
  value !== undefined && value !== null && value !== "";

function shownCode({ title, text, context = {} }: ShownCode): string[] {
  const where = Object.entries(context).flatMap(([key, value]) => (isGiven(value) ? [`${key} ${quoted(value)}`] : []));
  const lines = text.split(/\r\n|[\n\r\u2028\u2029\u0085]/);
  return [
    `The ${title}${where.length > 0 ? ` (${where.join(", ")})` : ""}:`,
    ...lines.map((line) => `| ${spellOut(line)}`),
  ];
}
