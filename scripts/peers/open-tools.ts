import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { openSandboxServer } from "../../test/support/sandbox-server.ts";
import { toolsOf } from "./mlflow-tools.ts";

/** The tools of a workspace or, with an ID, of an account, in front of a sandbox of their own. */
export async function openTools(accountId?: string) {
  const settings = { confirm: "never" as const, ...(accountId !== undefined && { accountId }) };
  const server = await openSandboxServer({ settings });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.makeServer({ scope: "peers", transport: "stdio", era: "legacy" }).connect(far);
  const client = new Client({ name: "peers", version: "1.0.0" });
  await client.connect(near);
  return {
    sandbox: server.sandbox,
    tools: toolsOf(client),
    async close() {
      await client.close();
      await server.close();
    },
  };
}
