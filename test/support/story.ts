import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import * as z from "zod";
import type { Sandbox, SandboxOptions } from "../../sandbox/index.ts";
import type { Settings } from "../../src/core/calls/context.ts";
import { textOf } from "./harness.ts";
import { answerOf } from "./record/examples.ts";
import { record } from "./record/record.ts";
import { openSandboxServer } from "./sandbox-server.ts";

export interface Story {
  readonly sandbox: Sandbox;
  readonly client: Client;
  /** `structuredContent` of a call that must succeed; an error result throws its text. */
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The text of a call that must fail. */
  failure(name: string, args?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/**
 * Records which tools have done their work, and with which call and answer: `test/record` asks for all of them and keeps
 * one example of each.
 */
class RecordingClient extends Client {
  override async callTool(...[params, ...options]: Parameters<Client["callTool"]>) {
    const result = await super.callTool(params, ...options);
    if (!result.isError)
      record("stories", { tool: params.name, args: params.arguments ?? {}, answer: answerOf(result) });
    return result;
  }
}

/** A client in memory, the real server with every tool and no questions, and a quick sandbox workspace behind it. */
export async function openStory(options: SandboxOptions = {}, settings: Partial<Settings> = {}): Promise<Story> {
  const { sandbox, makeServer, close } = await openSandboxServer({
    sandbox: options,
    settings: { confirm: "never", ...settings },
  });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer({ scope: "story", transport: "stdio", era: "legacy" }).connect(far);
  const client = new RecordingClient({ name: "story", version: "1.0.0" });
  await client.connect(near);

  const run = (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args });
  return {
    sandbox,
    client,
    async call(name, args) {
      const result = await run(name, args);
      if (result.isError) throw new Error(`${name}: ${textOf(result)}`);
      return z.record(z.string(), z.unknown()).parse(result.structuredContent);
    },
    async failure(name, args) {
      const result = await run(name, args);
      if (!result.isError) throw new Error(`${name} was expected to fail: ${textOf(result)}`);
      return textOf(result);
    },
    async close() {
      await client.close();
      await close();
    },
  };
}
