import type { Service } from "./server.ts";

const ME = "urn:ietf:params:scim:schemas:core:2.0:User";

/** SCIM, as far as one person's workspace has any: who am I. */
export const scim: Service = (app, world) => {
  app.get("/api/2.0/preview/scim/v2/Me", (c) =>
    c.json({
      schemas: [ME],
      id: "7001",
      userName: world.user,
      displayName: "Ana",
      active: true,
      emails: [{ type: "work", value: world.user, primary: true }],
      groups: [{ display: "users", value: "9001", type: "direct", $ref: "Groups/9001" }],
    }),
  );
};
