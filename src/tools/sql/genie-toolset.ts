import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const genie = defineToolset({
  id: "genie",
  title: "Genie",
  summary: "Genie spaces: questions about data in plain language, answered with SQL and its rows.",
  default: false,
  presets: { analyst: true },
  finders: "list_genie_spaces",
});

export const spaceId = z.string().min(1).max(500).describe("ID or name");
