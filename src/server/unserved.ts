import { allows } from "../access.ts";
import type { Settings } from "../core/calls/context.ts";
import { type ListedTool, servedByDefault, servedByPreset, servedFrom } from "../core/tool.ts";
import { PRESET_IDS } from "../presets.ts";

/** Why a tool of the catalogue is not served, and how the operator can serve it; `undefined` for a name it does not have. */
export function whyUnserved(
  catalogue: readonly ListedTool[],
  name: string,
  { access }: Settings,
  canEnable: (tool: ListedTool) => boolean = () => false,
): string | undefined {
  const tool = catalogue.find((each) => each.name === name);
  if (!tool) return undefined;
  const least = servedFrom(tool);
  if (!allows(access, least)) {
    return `It requires ${least} access, and the server runs with --access ${access}. The operator can raise it.`;
  }
  if (canEnable(tool)) return `It is in toolset ${tool.toolset.id}: add it with enable_toolset, then call it.`;
  const presets = PRESET_IDS.filter((preset) => servedByPreset(tool, preset));
  const sets = [...(servedByDefault(tool) ? ["default"] : []), ...presets];
  const also = sets.length > 0 ? ` (also in ${sets.join(", ")})` : "";
  return `It is in toolset ${tool.toolset.id}${also}: the operator can add it with --toolsets.`;
}
