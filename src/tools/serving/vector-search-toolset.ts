import * as z from "zod";
import { READINGS } from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";

export const vectorSearch = defineToolset({
  id: "vector-search",
  title: "Vector search",
  summary: "Vector search endpoints and indexes: search by meaning or keyword, create and sync indexes, write rows.",
  default: false,
  presets: { ml: true },
  finders: "list_vector_search_endpoints or list_vector_search_indexes",
});

export const indexName = z
  .string()
  .min(1)
  .max(512)
  .describe("catalog.schema.index")
  .register(READINGS, { reading: "sql-name", shape: "catalog.schema.index" });
export const endpointName = z.string().min(1).max(128).describe("Endpoint name");
