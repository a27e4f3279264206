import * as z from "zod";
import * as api from "../../api/apps/apps.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { compact } from "../../records.ts";
import { settled } from "../waiting.ts";
import { appSummary } from "./app-view.ts";

/** What a call that changes an app's state answers. */
export const lifecycle = z.object({
  name: z.string(),
  compute_state: z.string(),
  app_state: text,
  url: text,
  next: text,
});

export const stateOf = ({ compute_status }: api.App): string => compute_status?.state ?? "UNKNOWN";

export function lifecycleView(app: api.App, next?: string) {
  const { name, compute_state, app_state, url } = appSummary(app);
  return { name, compute_state, ...compact({ app_state, url, next }) };
}

/** Waits for the machine of an app to come to one of `states`, or to fail; `made`: by this very call. */
export const untilApp = (
  ctx: Context,
  name: string,
  states: readonly string[],
  wait_seconds: number | undefined,
  made = false,
) =>
  settled(ctx, `app ${name}`, () => api.getApp(ctx.client, { name }), {
    done: (app) => states.includes(stateOf(app)) || stateOf(app) === "ERROR",
    words: (app) => `App ${name} is ${stateOf(app)}`,
    wait_seconds,
    made,
  });

export function failed(app: api.App, happened: string): ToolError {
  return new ToolError(`The app ${happened}: its compute is ${stateOf(app)}.`, {
    next: "get_app tells its state; start_app tries again.",
    ...compact({ quoted: app.compute_status?.message }),
  });
}
