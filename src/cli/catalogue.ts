import { existsSync, readFileSync } from "node:fs";
import type { DescribedTool, UnloadedTool } from "../core/described.ts";
import { later } from "../core/later.ts";
import type { Catalogue } from "../server/catalogue.ts";
import { loadFrom } from "../tools/load.ts";

/** File next to the built command with the result of `describeCatalogue`: a start needs no tool's code. */
export const CATALOGUE_FILE = "tools.json";

/** The tools of the catalogue, whose code is loaded with their first call. */
export interface UnloadedCatalogue {
  readonly tools: readonly UnloadedTool[];
  readonly codeModeTools: readonly DescribedTool[];
  readonly watchable: readonly string[];
}

/** The catalogue from the build, or from the sources when run from these. */
export async function readCatalogue(): Promise<UnloadedCatalogue> {
  const { tools, toolsets, codeMode, watchable } = await readData();
  return {
    codeModeTools: codeMode,
    watchable,
    tools: tools.flatMap(({ file, toolset: id, access, servedIn, described }) => {
      const toolset = toolsets[id];
      const { name, title = name, description = "", annotations } = described;
      if (!toolset) return [];
      return {
        name,
        title,
        description,
        access,
        ...(servedIn && { servedIn }),
        ...(annotations?.idempotentHint === undefined ? {} : { idempotent: annotations.idempotentHint }),
        toolset,
        described,
        load: later(() => loadFrom(file, name)).load,
      };
    }),
  };
}

async function readData(): Promise<Catalogue> {
  const file = new URL(CATALOGUE_FILE, import.meta.url);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const { describeCatalogue } = await import("../server/catalogue.ts");
  return describeCatalogue();
}
