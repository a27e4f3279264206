import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { plugins } from "../../scripts/generate/plugins.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("plugins", () => {
  const files = new Map([...plugins()].map(([path, value]) => [path, plain(value) as Record<string, unknown>]));
  const read = (path: string) => JSON.parse(readFileSync(root + path, "utf8"));
  const FOLDER = "plugins/databricks";
  const server = { command: "npx", args: ["-y", `${manifest.name}@${manifest.version}`] };

  test.each([...files.keys()])("%s is what is generated", (path) => expect(read(path)).toEqual(files.get(path)));

  test.each([
    ["Claude Code and Copilot CLI", ".claude-plugin/marketplace.json", ".claude-plugin/plugin.json"],
    ["Codex", ".agents/plugins/marketplace.json", ".codex-plugin/plugin.json"],
    ["Cursor", ".cursor-plugin/marketplace.json", ".cursor-plugin/plugin.json"],
  ])("%s: the marketplace leads to the manifest, and the manifest to the server", (_, marketplace, own) => {
    const [listed] = read(marketplace).plugins;
    const source = typeof listed.source === "string" ? listed.source : listed.source.path;
    expect(source).toBe(`./${FOLDER}`);
    const plugin = read(`${source}/${own}`);
    expect(plugin).toMatchObject({ name: listed.name, version: manifest.version });
    expect(read(`${source}/${plugin.mcpServers ?? ".mcp.json"}`)).toEqual({ mcpServers: { databricks: server } });
    const picture = plugin.logo ?? plugin.interface?.logo;
    if (picture) expect(existsSync(`${root}${source}/${picture}`)).toBe(true);
  });

  test("Gemini CLI: the extension starts the server", () =>
    expect(read("gemini-extension.json")).toMatchObject({
      name: "mcp-server-databricks",
      mcpServers: { databricks: server },
    }));

  test("the icon is one picture", () =>
    expect(readFileSync(`${root}${FOLDER}/icon.png`).equals(readFileSync(`${root}assets/icon.png`))).toBe(true));
});
