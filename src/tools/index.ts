import type { Tool } from "../core/tool.ts";
import * as api from "./api/api.ts";
import { typedTools } from "./typed.ts";

/** Every tool. Those of `api` come last: they describe an operation by the typed tool that covers it. */
export const catalogue: readonly Tool[] = [...typedTools, ...Object.values<Tool>(api)];
