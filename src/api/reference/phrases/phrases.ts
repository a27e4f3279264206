import account from "./account.json" with { type: "json" };
import agents from "./agents.json" with { type: "json" };
import catalog from "./catalog.json" with { type: "json" };
import compute from "./compute.json" with { type: "json" };
import database from "./database.json" with { type: "json" };
import identity from "./identity.json" with { type: "json" };
import jobs from "./jobs.json" with { type: "json" };
import ml from "./ml.json" with { type: "json" };
import sharing from "./sharing.json" with { type: "json" };
import sql from "./sql.json" with { type: "json" };
import workspace from "./workspace.json" with { type: "json" };

/** Requests for an operation in everyday words, by its ID. `; ` separates them. */
export const phrases: Readonly<Record<string, string>> = {
  ...account,
  ...agents,
  ...catalog,
  ...compute,
  ...database,
  ...identity,
  ...jobs,
  ...ml,
  ...sharing,
  ...sql,
  ...workspace,
};
