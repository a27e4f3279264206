const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", nbsp: " " };

/** What a displayed page says, without how it looks: a table's cells parted by bars, a row a line. */
export function htmlText(html: string): string {
  const said = withoutBlocks(withoutBlocks(html, "style"), "script")
    .replace(/<\/t[dh]>\s*<t[dh]/gi, " | <td")
    .replace(/<\/(?:tr|p|div|li|h[1-6]|pre)>|<br\s*\/?>/gi, "\n")
    .replace(/<[a-z!/][^<>]*>/gi, "")
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/gi, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity);
  const lines = said.split("\n").map((line) => line.replace(/[ \t]+/g, " ").trim());
  return lines.filter((line) => line !== "").join("\n");
}

/** An element that never ends takes the rest with it. */
function withoutBlocks(html: string, tag: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  for (let start = lower.indexOf(`<${tag}`); start !== -1; start = lower.indexOf(`<${tag}`, at)) {
    kept.push(html.slice(at, start));
    const end = lower.indexOf(`</${tag}>`, start);
    at = end === -1 ? html.length : end + tag.length + 3;
  }
  return kept.join("") + html.slice(at);
}
