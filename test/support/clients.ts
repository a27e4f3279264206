import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as StdioClientTransportV1 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as HttpClientTransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

/** How to reach the server: a command to start, or an address. */
export type Target = { readonly command: string; readonly args: string[]; readonly env: Record<string, string> } | URL;

export interface Answer {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
}

/** The part of an official client that end-to-end tests need. */
export interface OfficialClient {
  readonly era: string | undefined;
  /** Names and annotations of every tool. */
  tools(): Promise<Map<string, Record<string, unknown>>>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  templates(): Promise<string[]>;
  close(): Promise<void>;
}

/** The user's answers, in order, and the questions. Without it the client cannot ask. */
export interface Person {
  readonly asked: string[];
  readonly answers: ("accept" | "decline" | "cancel")[];
}

export type Connect = (target: Target, person?: Person) => Promise<OfficialClient>;

const INFO = { name: "end-to-end", version: "1.0.0" };
const capabilities = (person?: Person) => (person ? { elicitation: { form: {} } } : {});

/** The completed form of a user with this answer: every field is filled in, and every confirmation is given. */
function reply(person: Person, params: { message: string; requestedSchema?: { properties?: object } }) {
  person.asked.push(params.message);
  const action = person.answers.shift() ?? "cancel";
  const fields = Object.keys(params.requestedSchema?.properties ?? {});
  return action === "accept" ? { action, content: Object.fromEntries(fields.map((name) => [name, true])) } : { action };
}

/** v1 of the SDK: an independent 2025-era peer. */
const connectV1: Connect = async (target, person) => {
  const client = new ClientV1(INFO, { capabilities: capabilities(person) });
  if (person) client.setRequestHandler(ElicitRequestSchema, async ({ params }) => reply(person, Object(params)));
  await client.connect(
    target instanceof URL
      ? new HttpClientTransportV1(target)
      : new StdioClientTransportV1({ ...target, stderr: "ignore" }),
  );
  return {
    era: "legacy",
    tools: async () =>
      new Map((await client.listTools()).tools.map(({ name, ...rest }) => [name, { ...rest.annotations }])),
    call: async (name, args = {}, options = {}) =>
      Object(await client.callTool({ name, arguments: args }, undefined, options)),
    templates: async () =>
      (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
    close: () => client.close(),
  };
};

const connectV2 =
  (mode: "auto" | "legacy" | { pin: string }): Connect =>
  async (target, person) => {
    const client = new Client(INFO, { capabilities: capabilities(person), versionNegotiation: { mode } });
    if (person) client.setRequestHandler("elicitation/create", async ({ params }) => reply(person, Object(params)));
    await client.connect(
      target instanceof URL
        ? new StreamableHTTPClientTransport(target)
        : new StdioClientTransport({ ...target, stderr: "ignore" }),
    );
    return {
      era: client.getProtocolEra(),
      tools: async () =>
        new Map((await client.listTools()).tools.map(({ name, annotations }) => [name, { ...annotations }])),
      call: async (name, args = {}, options = {}) =>
        Object(await client.callTool({ name, arguments: args }, { ...options })),
      templates: async () =>
        (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
      close: () => client.close(),
    };
  };

/** Both official clients, in every way they negotiate: title, the era they must end up in, how to connect. */
export const OFFICIAL: readonly (readonly [title: string, era: string, connect: Connect])[] = [
  ["v1", "legacy", connectV1],
  ["v2, legacy", "legacy", connectV2("legacy")],
  ["v2, auto", "modern", connectV2("auto")],
  ["v2, pinned to 2026-07-28", "modern", connectV2({ pin: "2026-07-28" })],
];
