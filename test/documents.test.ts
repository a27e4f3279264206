import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));

const withoutCode = (text: string) => text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "").replace(/`[^`\n]*`/g, "");

/** The anchors of a document, as GitHub makes them of its headings. */
function anchorsOf(path: string): string[] {
  const text = read(path).replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
  const seen = new Map<string, number>();
  return [...text.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

describe("links", () => {
  test.each(documents)("every relative link of %s leads to a file and a heading", (path) => {
    const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^[a-z]+:/.test(link));
    const broken = links.filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("the README links every document", () => {
    const readme = read("README.md");
    // Packages of their own have a page of their own.
    const own = documents.filter((path) => path !== "README.md" && !/^(packages|site|\.github)\//.test(path));
    const unlinked = own.filter((path) => !readme.includes(`](${path})`));
    expect(unlinked).toEqual([]);
  });
});

describe("the README", () => {
  test("has at most 12 KB", () => expect(statSync(join(root, "README.md")).size).toBeLessThanOrEqual(12_288));

  test("shows the two commands for a clone", () => {
    const commands = [...read("README.md").matchAll(/^npm ci && npm (?:run )?([\w:]+)/gm)].map(([, script]) => script);
    expect(commands).toEqual(["demo", "test"]);
  });
});

describe("what the documents name", () => {
  test.each(documents)("every npm script that %s names exists", (path) => {
    const named = [...read(path).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = ""]) => script);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  interface Surface {
    readonly tools: readonly { readonly served: { name: string; inputSchema: object; outputSchema: object } }[];
    readonly prompts: readonly { readonly name: string }[];
  }
  const { tools, prompts }: Surface = JSON.parse(read("docs/tools.json"));
  const verbs = new Set(tools.map(({ served }) => served.name.split("_")[0]));
  /** The tools of code mode, which reach all others and are in no toolset. */
  const ofCodeMode = ["search_tools", "run_script"];
  /** A setting of a bundle. */
  const settings = ["run_as"];
  const names = new Set([
    ...tools.map(({ served }) => served.name),
    ...prompts.map(({ name }) => name),
    ...ofCodeMode,
    ...settings,
  ]);
  const fields = JSON.stringify(tools.map(({ served }) => [served.inputSchema, served.outputSchema]));

  test.each(documents)("every tool that %s names exists", (path) => {
    // The changelog also names tools that were renamed or removed, and the arguments their former names.
    if (path === "CHANGELOG.md" || path === "docs/arguments.md") return;
    const named = [...read(path).matchAll(/`([a-z]+(?:_[a-z0-9]+)+)`/g)].map(([, name = ""]) => name);
    const like = named.filter((name) => verbs.has(name.split("_")[0]) && !fields.includes(`"${name}":`));
    expect(like.filter((name) => !names.has(name))).toEqual([]);
  });
});
