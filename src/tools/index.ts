import type { Tool } from "../core/tool.ts";
import { loadCatalogue } from "./load.ts";

/** Every tool, loaded. */
export const catalogue: readonly Tool[] = (await loadCatalogue()).map(({ tool }) => tool);
