import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };

const changelog = fileURLToPath(new URL("../../CHANGELOG.md", import.meta.url));

/**
 * Whether this version is a release: the changelog has a section of it. Until then, documents show the commands of a
 * clone, because the package does not exist and its name could be someone else's.
 */
export const isPublished = (text = readFileSync(changelog, "utf8"), version = manifest.version): boolean =>
  text.split("\n").some((line) => line.startsWith(`## ${version} `) || line === `## ${version}`);
