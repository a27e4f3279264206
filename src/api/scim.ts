import * as z from "zod";
import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";

/** Who the credential belongs to. `GET /api/2.0/preview/scim/v2/Me` */
export const getCurrentUser = (client: Client) =>
  client.get("/api/2.0/preview/scim/v2/Me", z.looseObject({ userName: z.string() }));

/** `/Users/<name>` of the caller, or `/` where the workspace does not tell who calls. */
export const homeFolder = async (client: Client): Promise<string> => {
  try {
    const { userName } = await getCurrentUser(client);
    return `/Users/${userName}`;
  } catch (error) {
    if (error instanceof ApiError && ["not-found", "not-available", "permission"].includes(error.kind)) return "/";
    throw error;
  }
};
