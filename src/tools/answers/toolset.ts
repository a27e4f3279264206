import { defineToolset } from "../../core/tool.ts";

export const answers = defineToolset({
  id: "answers",
  title: "Answers in one call",
  summary: "Whole answers to common questions: why it failed, what a table is, what a query costs, where something is.",
  default: true,
});
