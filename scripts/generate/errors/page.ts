import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { table } from "../markdown.ts";
import { type ErrorText, errorTexts } from "./extract.ts";
import { type ErrorGroup, GROUPS, INTERNAL } from "./groups.ts";
import { kindRows } from "./kinds.ts";

const src = fileURLToPath(new URL("../../../src/", import.meta.url));

/** `docs/errors.md`: every error text of the program, by the part that it comes from, with what to do. */
export function errorsPage(): string {
  const all = allErrorTexts();
  const byGroup = new Map(GROUPS.map((group) => [group, textsOf(group, all)]));
  const count = [...byGroup.values()].reduce((sum, texts) => sum + texts.length, 0);
  return [
    "# Error messages",
    `The ${count} messages of this program, from its source code. \`…\` is a part that depends on the call. This page is generated. [Troubleshooting](troubleshooting.md) has the common problems, and \`doctor\` finds most of them by itself.`,
    "An error result of a tool has the cause first and the next step after it. Text between fence lines is the workspace's own message.",
    "## Failed requests",
    "The workspace, the network or cloud storage. The result has the code, the HTTP status and the request ID, and says if it is unknown whether a change took effect.",
    table(
      ["Message", "Usual cause", "What to do"],
      kindRows().map(({ cause, usually, next }) => [cause, usually, next]),
    ),
    "`The server failed on this call. The operator can find the reason in its log. Other calls still work.` is a bug. Please report it with the line of the log.",
    ...[...byGroup].map(([group, texts]) => section(group, texts)),
    "",
  ].join("\n\n");
}

function section({ title, about, otherwise }: ErrorGroup, texts: readonly ErrorText[]): string {
  const withStep = texts.flatMap(({ message, next }) => (next === undefined ? [] : [[code(message), plain(next)]]));
  const others = texts.filter(({ next }) => next === undefined).map(({ message }) => `- ${code(message)}`);
  return [
    `## ${title}`,
    about,
    ...(withStep.length > 0 ? [table(["Message", "What to do"], withStep)] : []),
    ...(others.length > 0
      ? [`**For these:** ${otherwise.charAt(0).toLowerCase()}${otherwise.slice(1)}`, others.join("\n")]
      : []),
  ].join("\n\n");
}

/** Every error text that a user can get, in the order of the files. */
export const allErrorTexts = (): readonly ErrorText[] =>
  sourceErrorTexts().filter(({ message }) => !INTERNAL.has(message));

/** Every text that the source code has where errors have theirs. */
export const sourceErrorTexts = (): readonly ErrorText[] =>
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .sort()
    .flatMap((path) => errorTexts(path, readFileSync(src + path, "utf8")));

export const groupOf = (path: string): ErrorGroup | undefined => GROUPS.find(({ at }) => at.test(path));

/** A message that several files have is listed once. */
function textsOf(group: ErrorGroup, all: readonly ErrorText[]): readonly ErrorText[] {
  const own = all.filter(({ path }) => groupOf(path) === group);
  return [...new Map(own.map((text) => [text.message, text])).values()].sort((a, b) =>
    letters(a.message).localeCompare(letters(b.message), "en"),
  );
}

/** Messages are in the order of their first fixed word. */
const letters = (text: string): string => text.replace(/^[^\p{L}]+/u, "");

const code = (text: string): string =>
  `\`\`${text.includes("`") ? ` ${text} ` : text}\`\``.replace(/^``([^`]*)``$/, "`$1`");

/** Placeholders such as `<name>` and names with underscores are not markup. */
const plain = (text: string): string => text.replace(/[<>*]/g, "\\$&");
