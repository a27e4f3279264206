import { type Cell, DIALECTS, magicOf, type Notebook } from "./notebook.ts";

/** The notebook as R Markdown: text for `%md` cells, a fenced chunk for every other cell. */
export function toRMarkdown(name: string, { language, cells }: Notebook): string {
  const chunks = cells.map(({ source }) => {
    const magic = magicOf(source);
    if (magic?.[0] === "md") return magic[1].trimEnd();
    const [chunk, code] = magic ?? [DIALECTS[language].jupyter, source];
    return `\`\`\`{${chunk}}\n${code.trimEnd()}\n\`\`\``;
  });
  return `---\ntitle: "${name}"\n---\n\n${chunks.join("\n\n")}\n`;
}

/** Reads R Markdown as an R notebook. */
export function fromRMarkdown(text: string): Notebook {
  const body = text.replaceAll("\r\n", "\n").replace(/^---\n[\s\S]*?\n---\n/, "");
  const cells: Cell[] = [];
  const prose = (part: string) => {
    if (part.trim() !== "") cells.push({ source: `%md\n${part.trim()}` });
  };
  let end = 0;
  for (const match of body.matchAll(/^```\{(\w+)[^}]*\}\n([\s\S]*?)\n?^```[ \t]*$/gm)) {
    prose(body.slice(end, match.index));
    const [whole, chunk = "r", code = ""] = match;
    cells.push({ source: chunk === "r" ? code : `%${chunk}\n${code}` });
    end = match.index + whole.length;
  }
  prose(body.slice(end));
  return { language: "R", cells };
}
