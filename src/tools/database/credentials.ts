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

/** The longest lifetime that Lakebase allows. */
const TTL = "3600s";

export const createDatabaseCredential = database.tool({
  name: "create_database_credential",
  title: "Create a Lakebase credential",
  description: "Writes a Postgres password for the caller, valid for an hour, to a secret. The value is never shown.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    branch,
    scope: name("Existing secret scope"),
    key: name("Key"),
    overwrite: z.boolean().default(false).describe("Replace the secret"),
  }),
  output: z.object({ reference: z.string(), expires: text, host: text }),
  async affects({ branch, scope, key, overwrite }, ctx) {
    const [replaces] = await Promise.all([
      replacesSecret(ctx, { scope, key }, overwrite),
      getBranch(ctx.client, { branch }),
    ]);
    return {
      effect: "Create a Postgres password and write it to",
      objects: [secretObject(scope, key), { kind: "Lakebase branch", name: branch }],
      consequences: [
        {
          reason: "outbound",
          text: say`Anyone who can read that scope can connect as this server's identity for an hour.`,
        },
        ...(replaces ? [{ reason: "replacement" as const, text: say`The secret's current value is replaced.` }] : []),
      ],
    };
  },
  async run(ctx, { scope, key, overwrite, branch }) {
    await replacesSecret(ctx, { scope, key }, overwrite);
    const endpoints = await listEndpoints(ctx.client, { branch });
    const wanted = endpoints.find(({ status }) => status?.endpoint_type === "ENDPOINT_TYPE_READ_WRITE");
    if (!wanted) {
      throw new ToolError("The branch has no read-write endpoint; no password was created.", {
        next: "get_database_branch lists the endpoints of a branch.",
      });
    }
    const { token, expire_time } = await api.generateCredential(ctx.client, { endpoint: wanted.name, ttl: TTL });
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
