import manifest from "../../package.json" with { type: "json" };
import { PROGRAM_NAME } from "../../src/cli/program.ts";
import { SERVER_NAME } from "../../src/cli/setup/hosts.ts";
import { REPOSITORY, TITLE } from "./packages.ts";

// One folder is a plugin of four hosts: each reads its own manifest and all start the same server. A host that installs
// from the root of a repository has its manifest there.

const FOLDER = `plugins/${SERVER_NAME}`;

/** The server as a plugin starts it: this version, with the login that Databricks' own tools find on the machine. */
const servers = { [SERVER_NAME]: { command: "npx", args: ["-y", `${manifest.name}@${manifest.version}`] } };

const about = {
  name: SERVER_NAME,
  version: manifest.version,
  description: manifest.description,
  author: manifest.author,
  homepage: manifest.homepage,
  repository: REPOSITORY,
  license: manifest.license,
  keywords: manifest.keywords,
};

const listed = { name: SERVER_NAME, source: `./${FOLDER}`, description: manifest.description };

const metadata = { description: manifest.description, version: manifest.version };

const owner = { name: manifest.author.name };

/** Every file of the plugins by its path in the checkout. */
export const plugins = (): ReadonlyMap<string, object> =>
  new Map<string, object>([
    // Claude Code. Copilot CLI reads the same files.
    [`${FOLDER}/.claude-plugin/plugin.json`, about],
    [`${FOLDER}/.mcp.json`, { mcpServers: servers }],
    [".claude-plugin/marketplace.json", { name: PROGRAM_NAME, owner, metadata, plugins: [listed] }],
    [
      `${FOLDER}/.codex-plugin/plugin.json`,
      {
        ...about,
        mcpServers: "./.mcp.json",
        interface: {
          displayName: TITLE,
          shortDescription: "Work in Databricks from Codex",
          developerName: manifest.author.name,
          category: "Data",
          websiteURL: REPOSITORY,
          logo: "./icon.png",
        },
      },
    ],
    [
      ".agents/plugins/marketplace.json",
      {
        name: PROGRAM_NAME,
        interface: { displayName: TITLE },
        plugins: [
          {
            name: SERVER_NAME,
            source: { source: "local", path: `./${FOLDER}` },
            policy: { installation: "AVAILABLE", authentication: "ON_INSTALL" },
            category: "Data",
          },
        ],
      },
    ],
    [
      `${FOLDER}/.cursor-plugin/plugin.json`,
      { ...about, displayName: TITLE, logo: "icon.png", mcpServers: "./.mcp.json" },
    ],
    [".cursor-plugin/marketplace.json", { name: PROGRAM_NAME, owner, metadata, plugins: [listed] }],
    // Gemini CLI.
    [
      "gemini-extension.json",
      { name: PROGRAM_NAME, version: manifest.version, description: manifest.description, mcpServers: servers },
    ],
  ]);
