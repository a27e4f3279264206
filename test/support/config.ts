import { type Config, type ConfigSource, parseConfig } from "../../src/config.ts";

/** The configuration that these arguments and variables give. Problems fail the test. */
export function configOf(argv: readonly string[], more: Partial<Omit<ConfigSource, "argv">> = {}): Config {
  const known = { toolsets: [], tools: [] };
  const parsed = parseConfig({ env: {}, name: "mcp-server-databricks", version: "0.0.0-test", known, ...more, argv });
  if (parsed.kind !== "config") throw new Error(JSON.stringify(parsed));
  return parsed.config;
}
