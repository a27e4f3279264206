import {
  highestAccess,
  servedByDefault,
  servedByPreset,
  servedFrom,
  type Tool,
  type Toolset,
} from "../../src/core/tool.ts";
import { PRESET_IDS, PRESETS } from "../../src/presets.ts";
import { table } from "./markdown.ts";
import { tokensOf } from "./surface.ts";

/** Every tool by toolset, and what the descriptions cost a model. */
export function toolsTables(catalogue: readonly Tool[]): string {
  const toolsets = [...new Map(catalogue.map(({ toolset }) => [toolset.id, toolset])).values()];
  const sections = (by: Toolset["default"]) =>
    toolsets.filter((toolset) => toolset.default === by).map((toolset) => section(toolset, catalogue));
  return [
    costs(catalogue),
    "## Served by default",
    ...sections(true),
    "## Read tools served by default",
    ...sections("read"),
    "## Served on request",
    ...sections(false),
  ].join("\n\n");
}

function costs(catalogue: readonly Tool[]): string {
  const defaults = catalogue.filter(servedByDefault);
  const total = (tools: readonly Tool[]) => tools.reduce((sum, tool) => sum + tokensOf(tool), 0).toLocaleString("en");
  const rows = PRESET_IDS.map((preset) => {
    const tools = catalogue.filter((tool) => servedByPreset(tool, preset));
    return [`\`${preset}\``, PRESETS[preset], String(tools.length), total(tools)];
  });
  const all = `The default set has ${defaults.length} tools, whose names, descriptions and input schemas take ${total(defaults)} tokens of a model's context (o200k). All ${catalogue.length} tools take ${total(catalogue)}.`;
  return [
    all,
    "`--toolsets` also takes presets, which have the tools that one kind of user needs in a day:",
    table(["Preset", "For", "Tools", "Tokens"], rows),
  ].join("\n\n");
}

function section({ id, title, summary }: Toolset, catalogue: readonly Tool[]): string {
  const rows = catalogue
    .filter((tool) => tool.toolset.id === id)
    .map((tool) => [`\`${tool.name}\``, firstSentence(tool.description), access(tool)]);
  return [`### ${title} (\`${id}\`)`, summary, table(["Tool", "Description", "Access"], rows)].join("\n\n");
}

function access(tool: Tool): string {
  const [least, most] = [servedFrom(tool), highestAccess(tool)];
  return least === most ? least : `${least} to ${most}`;
}

const firstSentence = (text: string): string => /^.*?[.!?](?=\s+[A-Z`]|$)/s.exec(text)?.[0] ?? text;
