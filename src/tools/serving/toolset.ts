import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const serving = defineToolset({
  id: "serving",
  title: "Model serving",
  summary: "Model serving endpoints: query models and agents, deploy model versions, read server and build logs.",
  default: "read",
  presets: { ml: true },
  finders: "list_serving_endpoints",
});

export const endpointName = z.string().min(1).max(128).describe("Endpoint name from list_serving_endpoints");
