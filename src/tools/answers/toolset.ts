import { defineToolset } from "../../core/tool.ts";

export const answers = defineToolset({
  id: "answers",
  title: "Answers in one call",
  summary:
    "Complete answers to common questions in one call: why something failed, what a table holds, what slows a query, where an object is.",
  default: true,
  presets: { engineer: true, analyst: true, ml: true, admin: true },
});
