import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import {
  addCommands,
  cursorLink,
  documentedLaunch,
  hostFile,
  hostSnippets,
  installInstructions,
  vscodeLink,
} from "../../scripts/generate/install.ts";
import { isPublished } from "../../scripts/generate/published.ts";
import { documents, fillRegions } from "../../scripts/generate/regions.ts";
import { ATTRIBUTE_KEYS, attributeOf } from "../../src/api/auth/attributes.ts";
import { readEntry } from "../../src/cli/setup/formats.ts";
import { HOSTS, SERVER_NAME } from "../../src/cli/setup/hosts.ts";
import { OPTIONS } from "../../src/config.ts";
import { catalogue } from "../../src/tools/index.ts";

const variables: string[] = [
  ...Object.values(OPTIONS).map(({ env }) => env),
  ...ATTRIBUTE_KEYS.flatMap((key) => attributeOf(key).variables),
];

/** Both states of the documents: before the first release, and after it. */
const STATES = [
  ["a clone", false],
  ["npm", true],
] as const;

describe.each(STATES)("install commands and links for %s", (_, published) => {
  const launch = documentedLaunch({ published });
  const started = published
    ? { command: "npx", args: ["-y", manifest.name] }
    : { command: "node", args: ["/path/to/mcp-server-databricks/dist/cli.js"] };

  test("start the server, with variables that it reads", () => {
    expect(launch).toMatchObject(started);
    expect(variables).toEqual(expect.arrayContaining(Object.keys(launch.env)));
  });

  test("Cursor's link decodes to the server", () => {
    const url = new URL(cursorLink(launch));
    expect(url.origin + url.pathname).toBe("https://cursor.com/en/install-mcp");
    expect(url.searchParams.get("name")).toBe("databricks");
    expect(JSON.parse(Buffer.from(url.searchParams.get("config") ?? "", "base64").toString())).toEqual(launch);
  });

  test.each([false, true])("VS Code's link asks for every value and hides the token (insiders: %s)", (insiders) => {
    const url = new URL(vscodeLink(launch, insiders));
    expect(url.origin + url.pathname).toBe("https://insiders.vscode.dev/redirect/mcp/install");
    expect(url.searchParams.get("quality")).toBe(insiders ? "insiders" : null);
    const config = JSON.parse(url.searchParams.get("config") ?? "");
    const inputs: { id: string; password?: boolean; default?: string }[] = JSON.parse(
      url.searchParams.get("inputs") ?? "",
    );
    expect(config.command).toBe(started.command);
    const asked = [...config.args, ...Object.values(config.env)].filter((word) => word.startsWith("${input:"));
    expect(asked).toEqual(inputs.map(({ id }) => `\${input:${id}}`));
    expect(inputs.filter(({ password }) => password).map(({ id }) => id)).toEqual(["databricks_token"]);
    expect(inputs.flatMap((input) => input.default ?? [])).toEqual(published ? [] : started.args);
  });

  test("commands of hosts have the words in the order that each parses", () => {
    const { "claude-code": claude, codex, "gemini-cli": gemini } = addCommands(launch);
    const command = [started.command, ...started.args].join(" ");
    // --env takes every word that follows, so that the name must be before it.
    expect(claude).toMatch(/^claude mcp add databricks \\\n {2}--env DATABRICKS_HOST="[^"]+"/);
    expect(claude?.endsWith(` -- ${command}`)).toBe(true);
    expect(codex?.endsWith(` -- ${command}`)).toBe(true);
    expect(gemini?.startsWith(`gemini mcp add databricks ${command} `)).toBe(true);
  });

  test.each(HOSTS.map((host) => [host.id, host] as const))("%s: its snippet is read back", (_id, host) => {
    const text = hostFile(host, launch);
    expect(readEntry(host.format, text, [host.section, SERVER_NAME])).toEqual(host.entry(launch));
    expect(hostSnippets([], published)).toContain(text);
  });

  test("the README and the page on hosts show them", () => {
    const readme = installInstructions([], published);
    const page = hostSnippets([], published);
    for (const text of [cursorLink(launch), vscodeLink(launch), addCommands(launch)["claude-code"] ?? "-"]) {
      expect(readme).toContain(text);
      expect(page).toContain(text);
    }
    expect(readme.includes("not on npm yet")).toBe(!published);
  });
});

test("documents show the commands of npm once the changelog has a section of the version", () => {
  expect(isPublished("# Changelog\n\n## Unreleased\n\n0.1.0 will be the first release.\n", "0.1.0")).toBe(false);
  expect(isPublished("# Changelog\n\n## 0.1.0 (2026-12-01)\n", "0.1.0")).toBe(true);
  expect(isPublished("# Changelog\n\n## 0.1.0 (2026-12-01)\n", "0.2.0")).toBe(false);
});

test("on Windows, hosts start npx through a shell", () =>
  expect(documentedLaunch({ published: true, platform: "win32" })).toMatchObject({
    command: "cmd",
    args: ["/c", "npx", "-y", manifest.name],
  }));

describe("generated regions", () => {
  const regions = new Map([["a", "text"]]);
  const document = "# A\n<!-- generated:a -->\nold\n<!-- end of generated -->\n";

  test("are filled; a filled document stays as it is", () => {
    const filled = fillRegions("a.md", document, regions);
    expect(filled).toBe("# A\n<!-- generated:a -->\n\ntext\n\n<!-- end of generated -->\n");
    expect(fillRegions("a.md", filled, regions)).toBe(filled);
  });

  test("missing and unknown regions are errors", () => {
    expect(() => fillRegions("a.md", "# nothing", regions)).toThrow("a.md lacks the generated regions a.");
    expect(() => fillRegions("a.md", document, new Map())).toThrow("a.md has a generated region a");
  });

  test("tools, options, sign-in methods and resources are in docs", () => {
    const texts = new Map(documents(catalogue));
    expect(texts.get("docs/tools.md")).toContain("| `list_clusters` |");
    expect(texts.get("docs/configuration.md")).toContain("| `--access level` | `MCP_DATABRICKS_ACCESS` |");
    expect(texts.get("docs/sign-in.md")).toContain("| `pat` | `DATABRICKS_TOKEN` |");
    expect(texts.get("docs/resources-and-prompts.md")).toContain("| `databricks://clusters/{cluster_id}` |");
  });
});
