import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";

const credential = z.looseObject({ token: z.string(), expire_time: text });

/**
 * A password for the caller on an endpoint of a project. It expires, and must never be returned to a model.
 * `POST /api/2.0/postgres/credentials`
 */
export const generateCredential = (client: Client, { endpoint, ttl }: { endpoint: string; ttl: string }) =>
  client.post("postgres.generateDatabaseCredential", "/api/2.0/postgres/credentials", credential, {
    body: { endpoint, ttl },
  });
