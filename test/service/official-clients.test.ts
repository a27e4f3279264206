import {
  Client,
  type OAuthClientInformationMixed,
  type OAuthClientProvider,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { UnauthorizedError as UnauthorizedErrorV1 } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, onTestFinished, test } from "vitest";
import { startAuthorizationServer } from "../support/sign-in/authorization-server.ts";
import { PUBLISHED_CLIENT, REDIRECT } from "../support/sign-in/oauth-server.ts";
import { startTeam } from "../support/team.ts";

/** The memory of a client that signs in, and the address that it would open in a browser. */
function memory(more: Partial<OAuthClientProvider> = {}) {
  let client: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  let verifier = "";
  const opened: URL[] = [];
  return {
    opened,
    /** Signs in again at the next refusal. */
    forget() {
      tokens = undefined;
    },
    get tokens() {
      return tokens;
    },
    provider: {
      redirectUrl: REDIRECT,
      clientMetadata: {
        client_name: "test",
        redirect_uris: [REDIRECT],
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
      clientInformation: () => client,
      saveClientInformation(value: OAuthClientInformationMixed) {
        client = value;
      },
      tokens: () => tokens,
      saveTokens(value: OAuthTokens) {
        tokens = value;
      },
      redirectToAuthorization: (url: URL) => void opened.push(url),
      saveCodeVerifier(value: string) {
        verifier = value;
      },
      codeVerifier: () => verifier,
      ...more,
    },
  };
}

const RULES = "scope:mcp.write=write,scope:mcp.read=read";

async function startSignedIn(...argv: string[]) {
  const authorization = await startAuthorizationServer();
  const port = await freePort();
  const resource = `http://127.0.0.1:${port}/mcp`;
  const oauth = ["--auth", "oauth", "--auth-issuer", authorization.issuer, "--public-url", resource];
  const team = await startTeam([...oauth, "--grants", RULES, ...argv], {}, { port });
  return { ...team, ...authorization };
}

/** A port that was free a moment ago: tokens are issued for the address of the server. */
async function freePort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address ? address.port : 0;
}

/** The user in the browser. Returns the parameters that the client is called back with. */
type Browser = (at: URL) => Promise<URLSearchParams>;
type Connected = { call(name: string): Promise<unknown>; tools(): Promise<string[]> };

/** Connects as an official client does: it is refused, signs in and connects again. */
async function connectV2(
  url: URL,
  kept: Memory,
  browser: Browser,
  mode: "legacy" | "auto" = "auto",
): Promise<Connected> {
  const open = () => {
    const client = new Client({ name: "v2", version: "1" }, { versionNegotiation: { mode } });
    const transport = new StreamableHTTPClientTransport(url, { authProvider: kept.provider });
    return { client, transport };
  };
  const first = open();
  await expect(first.client.connect(first.transport)).rejects.toThrow(UnauthorizedError);
  await first.transport.finishAuth(await browser(kept.opened.at(-1) as URL));
  const { client, transport } = open();
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    call: async (name) => (await client.callTool({ name, arguments: {} })).structuredContent,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
  };
}

async function connectV1(url: URL, kept: Memory, browser: Browser): Promise<Connected> {
  const provider = kept.provider as ConstructorParameters<typeof TransportV1>[1] extends
    | { authProvider?: infer P }
    | undefined
    ? NonNullable<P>
    : never;
  const first = new TransportV1(url, { authProvider: provider });
  await expect(new ClientV1({ name: "v1", version: "1" }).connect(first)).rejects.toThrow(UnauthorizedErrorV1);
  await first.finishAuth((await browser(kept.opened.at(-1) as URL)).get("code") ?? "");
  const client = new ClientV1({ name: "v1", version: "1" });
  await client.connect(new TransportV1(url, { authProvider: provider }));
  onTestFinished(() => client.close());
  return {
    call: async (name) => (await client.callTool({ name, arguments: {} })).structuredContent,
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
  };
}

type Memory = ReturnType<typeof memory>;

const CLIENTS: [string, (url: URL, kept: Memory, browser: Browser) => Promise<Connected>][] = [
  ["v1, 2025 era", connectV1],
  ["v2, 2025 era", (...known) => connectV2(...known, "legacy")],
  ["v2, 2026 era", connectV2],
];

describe("official clients sign in at a real OAuth server", () => {
  test.each(CLIENTS)("%s", async (_title, connect) => {
    const { url, signIn } = await startSignedIn();
    const kept = memory();
    const client = await connect(url, kept, async (at) => {
      // The least that the server asks for, for its own address.
      expect(at.searchParams.get("scope")).toContain("mcp.read");
      expect(at.searchParams.get("resource")).toBe(url.href);
      return signIn(at, "ana");
    });
    expect(await client.call("get_me")).toEqual({ user: "secret-of-service" });
    expect(await client.tools()).not.toContain("delete_note");
  });

  test("as the user: the workspace sees who signed in", async () => {
    const { url, signIn, workspace } = await startSignedIn("--act-as", "user");
    const client = await connectV2(url, memory(), (at) => signIn(at, "ana"));
    expect(await client.call("get_me")).toEqual({ user: "secret-of-ana" });
    expect(workspace.exchanged).toEqual(["ana"]);
  });

  test("a client that publishes its metadata signs in without registering", async () => {
    // The OAuth server requires a newer Node.js for this one function.
    if (!("parse" in URL)) Object.assign(URL, { parse: (text: string) => (URL.canParse(text) ? new URL(text) : null) });
    const { url, signIn } = await startSignedIn();
    const kept = memory({ clientMetadataUrl: PUBLISHED_CLIENT });
    const client = await connectV2(url, kept, async (at) => {
      expect(at.searchParams.get("client_id")).toBe(PUBLISHED_CLIENT);
      return signIn(at, "ana");
    });
    expect(await client.call("get_me")).toEqual({ user: "secret-of-service" });
  });
});
