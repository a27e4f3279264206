import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { createTokenCall } from "../../../src/api/auth/token-call.ts";
import { systemClock } from "../../../src/api/http/clock.ts";
import { createTransport } from "../../../src/api/http/transport.ts";
import { faultServer } from "../fault-server.ts";

/** An identity provider on loopback: its metadata, its keys, and a counter of requests by path. */
export async function startIssuer({ introspect }: { introspect?: (token: string) => object } = {}) {
  const asked = new Map<string, number>();
  let keys: { kid: string; privateKey: CryptoKey; jwk: object }[] = [];
  let down = false;
  const server = await faultServer(({ url, body }, response) => {
    const path = new URL(url, "http://issuer").pathname;
    asked.set(path, (asked.get(path) ?? 0) + 1);
    if (down) return void response.writeHead(503).end();
    const json = (value: object) =>
      void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/.well-known/openid-configuration") {
      return json({ issuer: server.origin, jwks_uri: `${server.origin}/keys` });
    }
    if (path === "/keys") return json({ keys: keys.map(({ jwk }) => jwk) });
    if (path === "/introspect") return json(introspect?.(new URLSearchParams(body).get("token") ?? "") ?? {});
    response.writeHead(404).end();
  });
  const addKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    keys = [{ kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" } }];
  };
  await addKey("first");
  const transport = createTransport({ direct: true });
  onTestFinished(() => transport.close());
  const { send } = transport;
  return {
    url: server.origin,
    asked,
    /** Replaces the signing key. */
    rotate: (kid: string) => addKey(kid),
    setDown(value: boolean) {
      down = value;
    },
    call: createTokenCall({
      clock: systemClock,
      send,
      sendLocal: send,
      userAgent: "test/1",
      insecureLoopback: true,
    }),
    /** A token with these claims, by default valid for an hour. `header` replaces parts of its header. */
    async token(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
      const [key] = keys;
      if (!key) throw new Error("no key");
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ iss: server.origin, sub: "ana", aud: AUDIENCE, iat: now, exp: now + 3600, ...claims })
        .setProtectedHeader({ alg: "ES256", kid: key.kid, ...header })
        .sign(key.privateKey);
    },
  };
}

export const AUDIENCE = "https://mcp.example.com/mcp";
