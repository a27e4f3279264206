import { existsSync, readFileSync } from "node:fs";
import type { DescribedTool } from "../server.ts";

/** Beside the built command: what `describeTool` says of every tool, so that a start need not work it out again. */
export const DESCRIBED_FILE = "tools.json";

/** The descriptions the build has left, by tool; nothing when run from the sources. */
export function readDescribed(): Readonly<Record<string, DescribedTool>> | undefined {
  const file = new URL(DESCRIBED_FILE, import.meta.url);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
