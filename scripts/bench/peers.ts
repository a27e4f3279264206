import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { handshake, startStdio } from "./stdio-client.ts";

/** Other servers that npx or uvx installs and starts without an account. */
const PEERS: readonly { readonly name: string; readonly argv: readonly string[] }[] = [
  { name: "server-filesystem", argv: ["npx", "-y", "@modelcontextprotocol/server-filesystem", "."] },
  { name: "server-everything", argv: ["npx", "-y", "@modelcontextprotocol/server-everything"] },
  { name: "databricks-mcp-server (npm)", argv: ["npx", "-y", "databricks-mcp-server"] },
  { name: "databricks-mcp-server (pip)", argv: ["uvx", "databricks-mcp-server"] },
];

/** Number and tokens of the tools of other servers, as a table in Markdown. */
export async function startPeers(env: NodeJS.ProcessEnv): Promise<string> {
  const rows = ["| Server | Tools | Tokens of the list |", "|---|---|---|"];
  for (const { name, argv } of PEERS) rows.push(await listOf(name, argv, env));
  return rows.join("\n");
}

interface Listed {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
}

async function listOf(name: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const peer = startStdio(argv, env);
  const failed = new Promise<never>((_, reject) => peer.child.once("error", reject));
  const tooLate = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("no answer")), 120_000).unref());
  try {
    const list = handshake(peer).then(() => peer.request("tools/list"));
    const { result } = JSON.parse(await Promise.race([list, failed, tooLate]));
    const tools: Listed[] = result.tools;
    const shown = tools.map(({ name: tool, description, inputSchema }) => ({ name: tool, description, inputSchema }));
    return `| ${name} | ${tools.length} | ${countTokens(JSON.stringify(shown)).toLocaleString("en")} |`;
  } catch (error) {
    return `| ${name} | did not start: ${error instanceof Error ? error.message.slice(0, 80).replaceAll("\n", " ") : "unknown"} | |`;
  } finally {
    peer.child.kill();
  }
}
