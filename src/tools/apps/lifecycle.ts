import * as api from "../../api/apps/apps.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { compact } from "../../records.ts";
import { waitWithinBudget } from "../waiting.ts";
import { appStateView } from "./app-view.ts";

/** The app after a call that changed its state, with the next step if there is one. */
export const lifecycleView = view({ ...appStateView.fields, next: text }, (app: api.App, next?: string) => ({
  ...appStateView(app),
  next,
}));

/** State of the app's compute. */
export const computeStateOf = ({ compute_status }: api.App): string => compute_status?.state ?? "UNKNOWN";

/** Waits until the app's compute is in one of `states` or in ERROR. `made`: this call created the app. */
export const waitForComputeState = (
  ctx: Context,
  name: string,
  states: readonly string[],
  wait_seconds: number | undefined,
  made = false,
) =>
  waitWithinBudget(ctx, `app ${name}`, () => api.getApp(ctx.client, { name }), {
    done: (app) => states.includes(computeStateOf(app)) || computeStateOf(app) === "ERROR",
    words: (app) => `App ${name} is ${computeStateOf(app)}`,
    wait_seconds,
    made,
  });

/** The error for an app whose compute did not reach the expected state; `failure` completes "The app …". */
export function lifecycleError(app: api.App, failure: string): ToolError {
  return new ToolError(`The app ${failure}: its compute is ${computeStateOf(app)}.`, {
    next: "Check its state with get_app, then retry with start_app.",
    ...compact({ quoted: app.compute_status?.message }),
  });
}
