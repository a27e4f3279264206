import { Client } from "@modelcontextprotocol/client";
import type * as z from "zod";

/** One connection of the demo. Prints each call, and throws if it fails. */
export interface Session {
  readonly client: Client;
  /** Calls a tool and prints the call, its progress and what `show` makes of the result. */
  call<S extends z.ZodType>(
    tool: string,
    args: Record<string, unknown>,
    schema: S,
    show: (output: z.output<S>, text: string) => string,
  ): Promise<z.output<S>>;
  chapter(title: string): void;
  say(line: string): void;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

const short = (args: Record<string, unknown>): string =>
  Object.entries(args)
    .map(([name, value]) => {
      const text = (typeof value === "string" ? value : JSON.stringify(value)).replaceAll("\n", " ⏎ ");
      return `${name}=${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
    })
    .join(" ");

/** A client that shows each question and confirms it. */
export function makeClient(): Client {
  const client = new Client(
    { name: "demo", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: "auto" } },
  );
  client.setRequestHandler("elicitation/create", ({ params }) => {
    for (const line of params.message.split("\n")) print(`      ? ${line}`);
    print("      > yes");
    return { action: "accept", content: { confirm: true } };
  });
  return client;
}

/** Opens a session over a connected client. */
export function narrate(client: Client): Session {
  let steps = 0;
  return {
    client,
    say: (line) => print(`      ${line}`),
    chapter(title) {
      steps += 1;
      print(`\n  ${steps}. ${title}`);
    },
    async call(tool, args, schema, show) {
      print(`    → ${tool} ${short(args)}`);
      const started = performance.now();
      const onprogress = ({ message }: { message?: string | undefined }) => print(`      … ${message ?? ""}`);
      const result = await client.callTool({ name: tool, arguments: args }, { onprogress, timeout: 60_000 });
      const block = result.content.find((part) => part.type === "text");
      const text = block?.type === "text" ? block.text : "";
      if (result.isError) throw new Error(`${tool} failed: ${text}`);
      const output = schema.parse(result.structuredContent);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      for (const line of show(output, text).split("\n")) print(`      ${line}`);
      if (Number(seconds) >= 1) print(`      (${seconds} s)`);
      return output;
    },
  };
}

/** Throws if the demo did not see what it promises. */
export function must(held: boolean, what: string): void {
  if (!held) throw new Error(`The demo expected ${what}.`);
}
