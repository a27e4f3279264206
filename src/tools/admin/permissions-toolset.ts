import * as api from "../../api/admin/permissions.ts";
import { defineToolset } from "../../core/tool.ts";

export const permissions = defineToolset({
  id: "permissions",
  title: "Permissions",
  summary:
    "Permissions of users, groups and service principals on clusters, jobs, notebooks, warehouses and other objects.",
  default: false,
  presets: { admin: true },
});

export const isObjectType = (value: string): value is api.ObjectType =>
  api.OBJECT_TYPES.some((known) => known === value);
