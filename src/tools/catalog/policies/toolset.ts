import { defineToolset } from "../../../core/tool.ts";

export const dataPolicies = defineToolset({
  id: "data-policies",
  title: "Data policies",
  summary: "Row filters, column masks, ABAC policies and tag policies: who sees which rows and values.",
  default: false,
  finders: "get_table, list_abac_policies or list_tag_policies",
});
