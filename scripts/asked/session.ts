import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import * as z from "zod";
import { answerOf } from "../../test/support/record/examples.ts";
import { openSandboxServer } from "../../test/support/sandbox-server.ts";

/** A call as it happened, with the question that the user was asked before it was carried out. */
export interface Step {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly question?: { readonly text: string; readonly reply: Reply };
  readonly answer: string;
  readonly picture?: Buffer;
}

export type Reply = "accept" | "decline";
export type Call = (tool: string, args?: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** A request in a user's words, the calls that serve it, and what an agent replies with. */
export interface Question {
  readonly ask: string;
  /** The user's choice if a call asks. Default: accept. */
  readonly reply?: Reply;
  run(call: Call): Promise<unknown>;
  /** The reply. Its numbers and names in backticks occur in the results of the calls. */
  readonly answer: string;
}

export interface Transcript {
  readonly question: Question;
  readonly steps: readonly Step[];
}

/** How long one call may wait: a busy machine is slow, and a transcript should not depend on it. */
const PATIENCE_MS = 240_000;

/**
 * Plays the questions one after the other against a fresh embedded workspace.
 * @throws {Error} if a call fails that the user did not decline
 */
export async function play(questions: readonly Question[]): Promise<readonly Transcript[]> {
  const { makeServer, close } = await openSandboxServer({ settings: { confirm: "ask", waitBudgetMs: PATIENCE_MS } });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer({ scope: "asked", transport: "stdio", era: "legacy" }).connect(far);
  const client = new Client({ name: "asked", version: "1.0.0" }, { capabilities: { elicitation: { form: {} } } });
  let reply: Reply = "accept";
  /** The questions of the current call. */
  const asked: NonNullable<Step["question"]>[] = [];
  client.setRequestHandler("elicitation/create", ({ params }) => {
    asked.push({ text: params.message, reply });
    return reply === "accept" ? { action: "accept", content: { confirm: true } } : { action: "decline" };
  });
  await client.connect(near);
  try {
    const transcripts: Transcript[] = [];
    for (const question of questions) {
      const steps: Step[] = [];
      reply = question.reply ?? "accept";
      await question.run(async (tool, args = {}) => {
        asked.length = 0;
        // A client that follows progress may wait longer.
        const options = { timeout: PATIENCE_MS, onprogress: () => {} };
        const result = await client.callTool({ name: tool, arguments: args }, options);
        const answer = answerOf(result);
        const [dialog] = asked;
        if (result.isError && dialog === undefined) throw new Error(`${question.ask}: ${tool} failed: ${answer}`);
        const image = result.content.find((part) => part.type === "image");
        steps.push({
          tool,
          args,
          ...(dialog && { question: dialog }),
          answer,
          ...(image?.type === "image" && { picture: Buffer.from(image.data, "base64") }),
        });
        return z.record(z.string(), z.unknown()).catch({}).parse(result.structuredContent);
      });
      transcripts.push({ question, steps });
    }
    return transcripts;
  } finally {
    await client.close();
    await close();
  }
}
