import { facts } from "../../src/config/help.ts";
import { GROUPS, type Option } from "../../src/config/option.ts";
import { OPTIONS } from "../../src/config.ts";
import { servedByDefault, servedFrom, type Tool, type Toolset, worst } from "../../src/core/tool.ts";
import { claudeCodeCommand, cursorLink, hostConfig, NAME, vscodeLink } from "./install.ts";
import { loginMethods } from "./login.ts";
import { tokensOf } from "./surface.ts";

/** Replaces every `<!-- generated:name -->` region of the README by its text. An unknown or missing region is an error. */
export function fillReadme(readme: string, catalogue: readonly Tool[]): string {
  const regions = new Map([
    ["install", install()],
    ["tools", tools(catalogue)],
    ["options", options()],
    ["login", loginMethods()],
  ]);
  const filled = readme.replace(
    /(<!-- generated:(\w+) -->\n)[\s\S]*?(<!-- end of generated -->)/g,
    (_, open: string, name: string, close: string) => {
      const text = regions.get(name);
      if (text === undefined) throw new Error(`README.md has a generated region ${name} that nothing generates.`);
      regions.delete(name);
      return `${open}\n${text}\n\n${close}`;
    },
  );
  if (regions.size > 0) throw new Error(`README.md lacks the generated regions ${[...regions.keys()].join(", ")}.`);
  return filled;
}

const code = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

const install = () =>
  [
    "**Claude Code**",
    code("sh", claudeCodeCommand()),
    `**Claude Desktop** (\`claude_desktop_config.json\`), and any other host that reads \`mcpServers\``,
    code("json", JSON.stringify({ mcpServers: { [NAME]: hostConfig() } }, null, 2)),
    `**Cursor**: [add to Cursor](${cursorLink()}), or put the same \`mcpServers\` block into \`.cursor/mcp.json\`.`,
    `**VS Code**: [add to VS Code](${vscodeLink()}), which asks for the two values and keeps the token in its secret store.`,
  ].join("\n\n");

function tools(catalogue: readonly Tool[]): string {
  const toolsets = [...new Map(catalogue.map(({ toolset }) => [toolset.id, toolset])).values()];
  const total = (chosen: readonly Tool[]) => chosen.reduce((sum, tool) => sum + tokensOf(tool), 0).toLocaleString("en");
  const defaults = catalogue.filter(servedByDefault);
  const costs = `The default set costs a model ${total(defaults)} tokens (o200k: name, description, input schema); everything, ${total(catalogue)}.`;
  const sections = toolsets.map((toolset) => {
    const own = catalogue.filter((tool) => tool.toolset.id === toolset.id);
    const rows = own.map((tool) => `| \`${tool.name}\` | ${cell(firstSentence(tool.description))} | ${access(tool)} |`);
    return [
      `<details>\n<summary><b>${toolset.title}</b> (<code>${toolset.id}</code>, ${own.length}): ${toolset.summary}</summary>`,
      ["| Tool | Does | Access |", "|---|---|---|", ...rows].join("\n"),
      "</details>",
    ].join("\n\n");
  });
  const served = (by: Toolset["default"]) => sections.filter((_, at) => toolsets[at]?.default === by);
  return [
    costs,
    "### Served by default",
    ...served(true),
    "### By default with their read tools only",
    ...served("read"),
    "### Served when asked for",
    ...served(false),
  ].join("\n\n");
}

const access = (tool: Tool): string => {
  const [least, most] = [servedFrom(tool), worst(tool)];
  return least === most ? least : `${least} to ${most}`;
};

const firstSentence = (text: string): string => /^.*?[.!?](?=\s+[A-Z`]|$)/s.exec(text)?.[0] ?? text;

function options(): string {
  const rows = Object.keys(GROUPS).flatMap((group) =>
    Object.values<Option>(OPTIONS)
      .filter((option) => option.group === group)
      .map((option) => {
        const flag = option.flag ? `\`--${option.flag}${option.value ? ` ${option.value}` : ""}\`` : "";
        return `| ${flag} | \`${option.env}\` | ${cell(option.description + facts(option))} |`;
      }),
  );
  return ["| Flag | Variable | Does |", "|---|---|---|", ...rows].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");
