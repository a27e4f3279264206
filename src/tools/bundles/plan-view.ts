import * as z from "zod";
import type { Bundle } from "../../api/bundles/config.ts";
import type { BundleAction, BundlePlan } from "../../api/bundles/plan.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { nameOf } from "./opened.ts";

/** A bundle for one target. */
export const bundleView = view(
  { name: z.string(), target: z.string(), mode: text, deployed_to: z.string(), files: z.string() },
  ({ name, target, mode, deployed, files }: Bundle) => ({ name, target, mode, deployed_to: deployed, files }),
);

const actionView = view(
  { action: z.string(), resource: z.string(), name: text, id: text, fields: texts },
  (one: BundleAction) => ({
    action: one.action,
    resource: one.key,
    name: nameOf(one),
    id: one.id,
    fields: [...one.fields],
  }),
);

/** Changes that a deployment would make. */
export const planView = view(
  { ...bundleView.fields, summary: z.string(), actions: z.array(actionView.schema), permissions: texts },
  (bundle: Bundle, plan: BundlePlan, summary: string) => ({
    ...bundleView(bundle),
    summary,
    actions: plan.actions.map((action) => actionView(action)),
    permissions: [...plan.permissions.keys()],
  }),
);
