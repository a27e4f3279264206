import { ACCESS } from "../access.ts";
import { flag } from "./option.ts";
import { list, MODES, mode, oneOf } from "./values.ts";

/** The options that select the tools, part of `OPTIONS`. */
export const SELECTION = {
  toolsets: flag(
    "toolsets",
    {
      group: "tools",
      title: "Toolsets",
      value: "a,b",
      description:
        "Toolsets or presets (`engineer`, `analyst`, `ml`, `admin`) to serve; `all` and `default` are shorthands. With --tools alone, only those tools are served.",
    },
    list,
  ),
  tools: flag(
    "tools",
    { group: "tools", title: "Tools", value: "x,y", description: "Single tools to serve in addition to the toolsets." },
    list,
  ),
  onDemand: flag(
    "on-demand",
    {
      group: "tools",
      title: "Toolsets on demand",
      value: "a,b",
      description:
        "Toolsets or presets, or `all`, that the model may add during a session with the tool enable_toolset. For clients that follow changes of the tool list.",
    },
    list,
  ),
  mode: flag(
    "mode",
    {
      group: "tools",
      title: "Mode",
      value: "mode",
      choices: MODES,
      description:
        "`typed` lists every tool; `code` lists two, search_tools and run_script, which reach all tools through JavaScript in a sandbox.",
    },
    mode,
    "typed",
  ),
  access: flag(
    "access",
    {
      group: "tools",
      title: "Access",
      value: "level",
      choices: ACCESS,
      description: "Highest access level of the tools served. Tools above it are neither listed nor callable.",
    },
    oneOf(ACCESS),
    "destructive",
  ),
};
