import * as api from "../../api/admin/permissions.ts";
import { SECURABLE_TYPES } from "../../api/catalog/securables.ts";
import { defineToolset } from "../../core/tool.ts";
import { oneOf } from "../catalog/toolset.ts";

export const permissions = defineToolset({
  id: "permissions",
  title: "Permissions",
  summary:
    "Permissions of users, groups and service principals on clusters, jobs, notebooks, warehouses and other objects.",
  default: false,
  presets: { admin: true },
});

/** The type of an object. The error lists the types: in every schema the list would cost more than the tools themselves. */
export const objectType = (words: string) =>
  oneOf(api.OBJECT_TYPES, words, (given) =>
    SECURABLE_TYPES.some((type) => type === given)
      ? "is a type of Unity Catalog: use get_grants and update_grants"
      : undefined,
  );
