/** A Markdown table. Pipes and line breaks within cells are escaped. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");

export const code = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
