// A recording of a terminal as one animated SVG. Its text is one column, whose rest is covered, and which moves up behind a
// window, line by line. So each line is stored once. It has its own background and is readable on a light and on a dark page.

const COLUMNS = 100;
const ROWS = 24;
const LINE = 20;
const FONT = 14;
/** Width of a character of a monospace font, as a part of its size. */
const ADVANCE = 0.6;
const MARGIN = 20;
const BAR = 36;
const WIDTH = Math.ceil(COLUMNS * FONT * ADVANCE) + 2 * MARGIN;
const HEIGHT = BAR + ROWS * LINE + MARGIN;
/** How long the last lines stay, in seconds. */
const HOLD_S = 4;

/** A kind of line: how it begins, its class, and how long it is read in seconds. */
const KINDS = [
  { begins: /^ {2}\d+\. /, name: "title", seconds: 0.7 },
  { begins: /^ {4}→ /, name: "call", seconds: 0.6 },
  { begins: /^ {6}… /, name: "quiet", seconds: 0.4 },
  { begins: /^ {6}\? /, name: "question", seconds: 0.4 },
  { begins: /^ {6}> /, name: "reply", seconds: 1.2 },
] as const;
const BACKGROUND = "#1b2129";
const OTHER = { name: "", seconds: 0.15 };

const kindOf = (line: string) => KINDS.find(({ begins }) => begins.test(line)) ?? OTHER;

/**
 * The lines of a session as a reader wants them. Repeated reports of the same progress and times are left out, because they
 * depend on the machine, and so is the port of the embedded workspace.
 */
export function readableLines(output: string): string[] {
  const lines: string[] = [];
  let progress = "";
  for (const line of output.replace(/^\n+|\n+$/g, "").split("\n")) {
    if (/^ {6}\([\d.]+ s\)$/.test(line)) continue;
    const reported = /^ {6}… (.*) \(\d+ s\)$/.exec(line)?.[1];
    if (reported !== undefined && reported === progress) continue;
    progress = reported ?? "";
    const text = reported === undefined ? line : `      … ${reported}`;
    lines.push(shortened(text.replace(/(127\.0\.0\.1):\d+/, "$1:8080").trimEnd()));
  }
  return lines;
}

const shortened = (line: string): string => (line.length > COLUMNS ? `${line.slice(0, COLUMNS - 1)}…` : line);

/** The SVG of these lines, which appear in turn at the pace of a reader. */
export function drawRecording(lines: readonly string[], title: string): string {
  const begins: number[] = [];
  let seconds = 0;
  for (const line of lines) {
    begins.push(seconds);
    seconds += kindOf(line).seconds;
  }
  const total = seconds + HOLD_S;
  const frames = (shift: (count: number) => number, from: number, to: number): string =>
    begins
      .slice(from, to)
      .map((at, index) => `${((100 * at) / total).toFixed(2)}%{${moved(shift(from + index + 1))}}`)
      .join("");
  const up = (count: number): number => Math.min(0, ROWS - count) * LINE;
  const down = (count: number): number => count * LINE;
  const [atEnd, below] = [moved(up(lines.length)), moved(down(ROWS))];
  const text = lines.map((line, index) => {
    const { name } = kindOf(line);
    const begun = /^ */.exec(line)?.[0].length ?? 0;
    if (line === "") return "";
    const x = Number((begun * FONT * ADVANCE).toFixed(1));
    return `<text${x === 0 ? "" : ` x="${x}"`} y="${(index + 1) * LINE - 6}"${name && ` class="${name}"`}>${escaped(line.trimStart())}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>
text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d4dae1;white-space:pre}
.title{fill:#fff;font-weight:700}.call{fill:#7cc4ff}.quiet,.bar{fill:#9aa5b1}.question{fill:#f7c948}.reply{fill:#6fdc8c}
.all,.rest{animation:all ${total.toFixed(1)}s step-end infinite}.all{${atEnd}}.rest{animation-name:rest;fill:${BACKGROUND};${below}}
@keyframes all{0%{${moved(0)}}${frames(up, ROWS, lines.length)}100%{${atEnd}}}
@keyframes rest{${frames(down, 0, ROWS)}100%{${below}}}
@media (prefers-reduced-motion:reduce){.all,.rest{animation:none}}
</style>
<rect x=".5" y=".5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8" fill="${BACKGROUND}" stroke="#52606d"/>
<circle cx="22" cy="18" r="6" fill="#ff5f57"/><circle cx="42" cy="18" r="6" fill="#febc2e"/><circle cx="62" cy="18" r="6" fill="#28c840"/>
<text class="bar" x="${WIDTH / 2}" y="23" text-anchor="middle">${escaped(title)}</text>
<svg x="${MARGIN}" y="${BAR}" width="${WIDTH - 2 * MARGIN}" height="${ROWS * LINE}" overflow="hidden"><g class="all">
${text.filter((line) => line !== "").join("\n")}
</g><rect class="rest" width="100%" height="100%"/></svg>
</svg>
`;
}

const moved = (pixels: number): string => `transform:translateY(${pixels}px)`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
