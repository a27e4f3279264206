// Fails if a text reads as translated: descriptions, options, errors and questions in src/, Markdown, comments, and
// titles of tests. CONTRIBUTING.md has the rules and scripts/language/words.ts the words.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parameters } from "./language/parameters.ts";
import { comments, literals, markdown, type Text, titles } from "./language/texts.ts";
import { findTelltales, PARAMETER_TELLTALES, TELLTALES } from "./language/words.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => /\.(ts|md)$|^src\/.*\.json$/.test(path));

const found = new Set<string>();
const report = (texts: readonly Text[], list: typeof TELLTALES) => {
  for (const { path, line, text } of texts) {
    for (const { words, at, instead } of findTelltales(text, list)) {
      const row = line + text.slice(0, at).split("\n").length - 1;
      found.add(`${path}:${row}: “${words.replaceAll("\n", " ")}” → ${instead}`);
    }
  }
};

for (const path of paths) {
  let source: string;
  try {
    source = readFileSync(root + path, "utf8");
  } catch {
    continue; // Deleted, not yet committed.
  }
  if (path.endsWith(".json")) {
    report(literals(path, source), TELLTALES);
  } else if (path.endsWith(".md")) {
    report(markdown(path, source), TELLTALES);
  } else {
    if (path.startsWith("src/")) report(literals(path, source), TELLTALES);
    report(comments(path, source), TELLTALES);
    if (path.startsWith("test/")) report(titles(path, source), TELLTALES);
  }
}
report(parameters(), PARAMETER_TELLTALES);

if (found.size > 0) {
  process.stderr.write(`${[...found].join("\n")}\n\n${found.size} places read as translated.\n`);
  process.exitCode = 1;
}
