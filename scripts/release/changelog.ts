const UNRELEASED = "## Unreleased\n";

/**
 * The changelog with its unreleased section closed as a version, and an empty one before it.
 * @throws {Error} if nothing is unreleased, or the version has a section already
 */
export function closeUnreleased(text: string, version: string, date: Date): string {
  if (sectionOf(text, version) !== undefined) throw new Error(`CHANGELOG.md already has a section of ${version}.`);
  const open = sectionOf(text, "Unreleased");
  if (open === undefined || !/^- /m.test(open)) throw new Error("CHANGELOG.md has no unreleased changes.");
  const day = date.toISOString().slice(0, 10);
  return text
    .replace(UNRELEASED, `${UNRELEASED}\n## ${version} (${day})\n`)
    .replace(/^0\.1\.0 will be the first release\.\n\n/m, "");
}

/** The notes of a release: its section, or the unreleased one before the first release. */
export const notesOf = (text: string, version: string): string =>
  `${(sectionOf(text, version) ?? sectionOf(text, "Unreleased") ?? "").trim()}\n`;

/** The text below a heading of the second level. */
function sectionOf(text: string, title: string): string | undefined {
  const [, ...sections] = `\n${text}`.split(/\n## /);
  const found = sections.find((section) => section.startsWith(`${title} `) || section.startsWith(`${title}\n`));
  return found?.slice(found.indexOf("\n") + 1);
}
