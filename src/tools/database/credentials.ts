import * as z from "zod";
import { listSecrets, putSecret } from "../../api/admin/secrets.ts";
import { getBranch, listEndpoints } from "../../api/database/branches.ts";
import * as api from "../../api/database/credentials.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { secretExists, secretObject } from "../admin/secret-facts.ts";
import { branch, database } from "./toolset.ts";

const name = (description: string) =>
  z
    .string()
    .max(128)
    .refine((value) => /^[\w.@-]+$/.test(value), "may contain only letters, digits, - _ . and @")
    .describe(description);

/** @throws {ToolError} If the scope has the key already and it must not be replaced */
async function replacesSecret(ctx: Context, at: { scope: string; key: string }, overwrite: boolean): Promise<boolean> {
  const has = (await listSecrets(ctx.client, at)).some((one) => one.key === at.key);
  if (has && !overwrite) throw secretExists(at.key);
  return has;
}

export const createDatabaseCredential = database.tool({
  name: "create_database_credential",
  title: "Create a Lakebase credential",
  description:
    "Creates a Postgres password for the caller and writes it directly to a secret. The value is never shown.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    branch,
    endpoint_id: z.string().min(1).max(63).optional().describe("Defaults to the read-write endpoint"),
    scope: name("Existing secret scope to write to"),
    key: name("Key in that scope"),
    overwrite: z.boolean().default(false).describe("Replace the secret, to renew a password"),
    ttl_seconds: z.number().int().min(300).max(3600).default(3600).describe("Lifetime in seconds"),
  }),
  output: z.object({ reference: z.string(), expires: text, host: text }),
  async affects({ branch, scope, key, overwrite, ttl_seconds }, ctx) {
    const [replaces] = await Promise.all([
      replacesSecret(ctx, { scope, key }, overwrite),
      getBranch(ctx.client, { branch }),
    ]);
    const minutes = Math.round(ttl_seconds / 60);
    return {
      effect: "Create a Postgres password and write it to",
      objects: [secretObject(scope, key), { kind: "Lakebase branch", name: branch }],
      consequences: [
        {
          reason: "outbound",
          text: say`Anyone who can read that scope can connect as this server's identity for ${minutes} minutes.`,
        },
        ...(replaces ? [{ reason: "replacement" as const, text: say`The secret's current value is replaced.` }] : []),
      ],
    };
  },
  async run(ctx, { scope, key, overwrite, ttl_seconds, endpoint_id, branch }) {
    await replacesSecret(ctx, { scope, key }, overwrite);
    const endpoints = await listEndpoints(ctx.client, { branch });
    const wanted = endpoints.find(({ name, status }) =>
      endpoint_id === undefined
        ? status?.endpoint_type === "ENDPOINT_TYPE_READ_WRITE"
        : name.split("/").at(-1) === endpoint_id,
    );
    if (!wanted) {
      throw new ToolError("The branch has no such endpoint; no password was created.", {
        next: "get_database_branch lists the endpoints of a branch.",
      });
    }
    const { token, expire_time } = await api.generateCredential(ctx.client, {
      endpoint: wanted.name,
      ttl: `${ttl_seconds}s`,
    });
    await putSecret(ctx.client, { scope, key, string_value: token }).catch((error: unknown) => {
      throw new ToolError(`The password could not be written to ${scope}/${key}. It expires by itself.`, {
        next: "The caller needs WRITE on the scope; check list_secret_acls.",
        ...(error instanceof ApiError && { quoted: error.message.replaceAll(token, "[redacted]") }),
      });
    });
    return {
      reference: `{{secrets/${scope}/${key}}}`,
      expires: expire_time ?? undefined,
      host: wanted.status?.hosts?.host ?? undefined,
    };
  },
});
