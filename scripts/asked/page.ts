import { code } from "../generate/markdown.ts";
import { shownAnswer } from "../site/shown.ts";
import { administration } from "./administration.ts";
import { analysis } from "./analysis.ts";
import { engineering } from "./engineering.ts";
import { learning } from "./learning.ts";
import type { Question, Step, Transcript } from "./session.ts";

export const PAGE = "docs/what-to-ask.md";

const CHAPTERS: readonly (readonly [title: string, questions: readonly Question[]])[] = [
  ["Jobs, pipelines and code", engineering],
  ["Data", analysis],
  ["Models", learning],
  ["Costs, access and the rest", administration],
];

export const QUESTIONS: readonly Question[] = CHAPTERS.flatMap(([, questions]) => questions);

const LINES = 15;

/** The page: every question with its calls, the user's confirmation, and the reply. */
export function askedPage(transcripts: readonly Transcript[]): string {
  const chapters = CHAPTERS.map(([title, questions]) => {
    const shown = transcripts.filter(({ question }) => questions.includes(question));
    return [`## ${title}`, ...shown.map(transcript)].join("\n\n");
  });
  return [
    "# What to ask",
    `${QUESTIONS.length} requests, as a user would write them, each with the calls that an agent makes and the results that it reads. They are not invented: ` +
      "a script plays every call against the [embedded workspace](embedded-workspace.md) and writes this page, and a test fails when a result changes. " +
      "You can repeat all of them with `--sandbox`. Long results are cut here, not for the agent. The replies are written by hand; every number in them comes from the results.",
    ...chapters,
    "",
  ].join("\n\n");
}

const transcript = ({ question, steps }: Transcript): string =>
  [`### ${question.ask}`, ...steps.flatMap(step), `**Reply.** ${question.answer}`].join("\n\n");

function step({ tool, args, question, answer, picture }: Step): string[] {
  return [
    code("js", `${tool}(${Object.keys(args).length === 0 ? "" : literal(args)})`),
    ...(question ? [confirmation(question)] : []),
    ...(picture
      ? [`![The picture that ${tool} returned](pictures/${pictureName(tool)})`]
      : [shownAnswer(answer, LINES)]),
  ];
}

const confirmation = ({ text, reply }: NonNullable<Step["question"]>): string =>
  [
    "The user is asked:",
    ["```text", text.replace(/^Workspace: http:\/\/127\.0\.0\.1:\d+$/m, "Workspace: http://127.0.0.1"), "```"].join(
      "\n",
    ),
    `The user's choice: **${reply === "accept" ? "Yes" : "No"}**.`,
  ].join("\n\n");

export const pictureName = (tool: string): string => `${tool.replaceAll("_", "-")}.png`;

/** Arguments as an object literal, with line breaks in a statement. */
function literal(args: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(args).map(([key, value]) => {
    const text = typeof value === "string" && value.includes("\n") ? `\`\n${indented(value)}\`` : JSON.stringify(value);
    return `${key}: ${text}`;
  });
  const flat = `{ ${fields.join(", ")} }`;
  return flat.length <= 90 && !flat.includes("\n") ? flat : `{\n${fields.map((field) => `  ${field},`).join("\n")}\n}`;
}

const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
