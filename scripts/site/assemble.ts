import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Toolset } from "../../src/core/tool.ts";
import { catalogue } from "../../src/tools/index.ts";
import type { ToolReach } from "../generate/operations.ts";
import { OUTLINE, type Source } from "./outline.ts";
import { linkTools, rewriteLinks } from "./rewrite.ts";
import type { Example } from "./shown.ts";
import { toolsetPage } from "./toolset-page.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The folder that VitePress reads. It is written completely and not committed. */
const target = join(root, "site/pages");

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Pages of everyday words; long tables of names would fill the search with noise. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(["operations", "arguments"]);

/** The overview of all toolsets, whose own pages are next to it. */
const TOOLS = "docs/tools.md";

interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly SidebarItem[];
}

/** Writes every page, the pictures and the sidebar. */
export function assemble(): void {
  rmSync(target, { recursive: true, force: true });
  const sources = OUTLINE.flatMap(({ pages }) => pages);
  const pages = new Map(sources.map(({ from, to }) => [from, to]));
  const toolsets = [...new Map(catalogue.map(({ toolset }) => [toolset.id, toolset])).values()];
  const homes = new Map(catalogue.map(({ name, toolset }) => [name, `/tools/${toolset.id}#${name}`]));

  for (const source of sources) {
    const text = rewriteLinks(read(source.from), source.from, source.to, pages);
    const linked = linkTools(source.from === TOOLS ? linkToolsets(text) : text, (tool) => homes.get(tool));
    write(`${source.to}.md`, frontmatter(source) + linked);
  }
  const examples: Readonly<Record<string, Example>> = JSON.parse(read("docs/examples.json"));
  const reach: ToolReach = JSON.parse(read("docs/operations.json"));
  for (const toolset of toolsets) {
    const tools = catalogue.filter((tool) => tool.toolset.id === toolset.id);
    write(`tools/${toolset.id}.md`, toolsetPage(toolset, tools, examples, reach));
  }
  write("index.md", read("site/home.md"));
  write("sidebar.json", JSON.stringify(sidebar(toolsets), null, 2));
  for (const folder of ["assets", "docs/pictures"]) {
    if (existsSync(join(root, folder))) cpSync(join(root, folder), join(target, "public"), { recursive: true });
  }
}

function write(path: string, text: string): void {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function frontmatter({ from, to }: Source): string {
  const [, title = to] = /^# (.+)$/m.exec(read(from)) ?? [];
  const lines = [`title: ${JSON.stringify(title.replaceAll("`", ""))}`, `source: ${from}`];
  if (NOT_SEARCHED.has(to)) lines.push("search: false");
  return `---\n${lines.join("\n")}\n---\n\n`;
}

/** The heading of a toolset, such as ``### Files (`files`)``, becomes a link to its page. */
const linkToolsets = (text: string): string =>
  text.replace(
    /^### (.+) \(`([a-z-]+)`\)$/gm,
    (_, title: string, id: string) => `### [${title}](/tools/${id}) (\`${id}\`)`,
  );

function sidebar(toolsets: readonly Toolset[]): readonly SidebarItem[] {
  const tools = [...toolsets]
    .sort((a, b) => a.title.localeCompare(b.title, "en"))
    .map(({ id, title }) => ({ text: title, link: `/tools/${id}` }));
  return OUTLINE.map(({ title, pages }) => ({
    text: title,
    items: pages.map(({ from, to, title: text }) => ({
      text,
      link: `/${to.replace(/index$/, "")}`,
      ...(from === TOOLS ? { collapsed: true, items: tools } : {}),
    })),
  }));
}
