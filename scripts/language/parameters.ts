import { OPTIONS } from "../../src/config.ts";
import { describeTool } from "../../src/core/described.ts";
import { catalogue } from "../../src/tools/index.ts";
import type { Text } from "./texts.ts";

/** Descriptions of the tools' parameters and of the options, named where they are. */
export function parameters(): Text[] {
  const tools = catalogue.flatMap((tool) => descriptions(`tool ${tool.name}`, describeTool(tool).inputSchema));
  const options = Object.values(OPTIONS).map(({ env, description }) => ({
    path: `option ${env}`,
    line: 1,
    text: description,
  }));
  return [...tools, ...options];
}

function descriptions(path: string, schema: unknown): Text[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === "description" && typeof value === "string"
      ? [{ path, line: 1, text: value }]
      : descriptions(/^(properties|items|anyOf|oneOf|allOf|\d+)$/.test(key) ? path : `${path} ${key}`, value),
  );
}
