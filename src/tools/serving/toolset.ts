import * as z from "zod";
import { defineToolset } from "../../core/tool.ts";

export const serving = defineToolset({
  id: "serving",
  title: "Model serving",
  summary: "Serving endpoints: query models and agents, deploy model versions, read build and server logs.",
  default: false,
});

export const endpointName = z.string().min(1).max(128).describe("From list_serving_endpoints");
