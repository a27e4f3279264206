import { readdirSync, readFileSync, statSync } from "node:fs";

/** The license texts of every bundled package. Packages with the same text are named together in front of it. */
export function licences(root: string, inputs: readonly string[]): string {
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const packages = new Map<string, string[]>();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license, repository } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
    // A font has its own license in addition to its package's, and so does code that a package copied from another.
    const texts = readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /^(licenses[\\/])?(licen[cs]e|notice)([-_]\w+)?(\.\w+)?$/i.test(file))
      .filter((file) => statSync(`${root}${folder}/${file}`).isFile())
      .map((file) => readFileSync(`${root}${folder}/${file}`, "utf8").trim());
    const text = texts.join("\n\n") || unwritten(license, repository);
    packages.set(text, [...(packages.get(text) ?? []), `${name} ${version}`]);
  }
  return [...packages].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
}

/** The package contains no license text: the address of its license, and of its source, which the MPL requires. */
function unwritten(license: string, repository?: string | { readonly url: string }): string {
  const source = typeof repository === "string" ? repository : repository?.url;
  return `Licence: ${license}, https://spdx.org/licenses/${license}.html\nSource: ${source?.replace("git@github.com:", "https://github.com/")}`;
}
