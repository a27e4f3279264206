import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

/** A login with which a server starts. Nothing is sent to its workspace. */
export const LOGIN = { DATABRICKS_HOST: "https://adb-1.2.azuredatabricks.net", DATABRICKS_TOKEN: "dapi0" };

/** The same login as a profile of `~/.databrickscfg`. */
export const PROFILE = `[dev]\nhost = ${LOGIN.DATABRICKS_HOST}\ntoken = ${LOGIN.DATABRICKS_TOKEN}\n`;

interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const connect = async ({ command, args, env = {}, cwd }: Started): Promise<Client> => {
  const { PATH = "", HOME = "" } = process.env;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { PATH, HOME, ...env },
    stderr: "inherit",
    ...(cwd ? { cwd } : {}),
  });
  const client = new Client({ name: "clean-install", version: "0" });
  await client.connect(transport);
  return client;
};

/** Starts a server as a host does, and counts what it serves. @throws {Error} if it serves no tool */
export async function listServed(started: Started): Promise<{ readonly tools: number; readonly prompts: number }> {
  const client = await connect(started);
  try {
    const { tools } = await client.listTools();
    const { prompts } = await client.listPrompts();
    if (tools.length === 0) throw new Error("The server lists no tools.");
    return { tools: tools.length, prompts: prompts.length };
  } finally {
    await client.close();
  }
}

/** Starts a server and calls one of its tools. @throws {Error} if the call fails */
export async function callOnce(
  started: Started,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const client = await connect(started);
  try {
    const result = await client.callTool({ name, arguments: { ...args } });
    if (result.isError) throw new Error(JSON.stringify(result.content));
    return result.structuredContent;
  } finally {
    await client.close();
  }
}
