import { existsSync, readFileSync } from "node:fs";
import type { DescribedTool } from "../server.ts";

/** File next to the built command with the result of `describeTool` for every tool, which makes start-up faster. */
export const DESCRIBED_FILE = "tools.json";

/** Descriptions from the build, by tool name; `undefined` when run from source. */
export function readDescribed(): Readonly<Record<string, DescribedTool>> | undefined {
  const file = new URL(DESCRIBED_FILE, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
