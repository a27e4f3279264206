import * as z from "zod";
import type { Bundle } from "../../api/bundles/config.ts";
import { BundleFailure, carryOut, copyFiles } from "../../api/bundles/deploy.ts";
import { BundleProblem } from "../../api/bundles/files.ts";
import { kindOf } from "../../api/bundles/kinds.ts";
import { type BundlePlan, planDeployment, planDestruction } from "../../api/bundles/plan.ts";
import { madeFolders, removeDeployment, withLock } from "../../api/bundles/state.ts";
import type { Client } from "../../api/http/client.ts";
import type { Context } from "../../core/calls/context.ts";
import { type CallFacts, type Consequence, listed, say } from "../../core/consent/facts.ts";
import { digestArguments } from "../../core/digest.ts";
import { ToolError } from "../../core/errors.ts";
import { texts } from "../../core/fields.ts";
import { compact } from "../../records.ts";
import { outputsIn } from "../api/outputs.ts";
import { outsideRecipients } from "../jobs/recipients.ts";
import { reachedBy } from "../jobs/task-objects.ts";
import { resourceConsequences } from "./granted.ts";
import {
  affectedObjects,
  type BundleArguments,
  countsOf,
  explained,
  nameOf,
  type OpenedBundle,
  openBundle,
  planText,
} from "./opened.ts";
import { bundleView, planView } from "./plan-view.ts";
import { bundleInput, bundles } from "./toolset.ts";

const input = z.strictObject(bundleInput);

export const planBundle = bundles.tool({
  name: "plan_bundle",
  title: "Validate and plan a bundle",
  description: "Validates a bundle and returns what a deployment would create, change and delete.",
  access: "read",
  untrusted: true,
  input,
  output: planView.schema,
  async run(ctx, args) {
    const { bundle } = await openBundle(ctx, args);
    const plan = await explained(() => planDeployment(ctx.client, bundle));
    return planView(bundle, plan, countsOf(plan.actions));
  },
});

/** Consequences of a plan that the plan itself does not show. */
function consequencesOf({ actions, permissions }: BundlePlan): readonly Consequence[] {
  const lost = actions.filter(({ action }) => action === "delete" || action === "recreate");
  const replaced = actions.filter(({ action }) => action === "update");
  const run_as = actions.filter(({ config, action }) => action !== "unchanged" && config.run_as !== undefined);
  return [
    ...lost.map(
      (one): Consequence => ({
        reason: "loss",
        text: say`${{ sentence: one.action === "recreate" ? "Recreates" : "Deletes" }} ${nameOf(one)}. ${{ sentence: kindOf(one.key)?.loss ?? "" }}`,
      }),
    ),
    ...(replaced.length > 0
      ? [
          {
            reason: "replacement" as const,
            text: say`Changes made outside the bundle to these are lost: ${listed(replaced.map(({ key }) => key))}.`,
          },
        ]
      : []),
    ...run_as.map(
      ({ key, config }): Consequence => ({
        reason: "identity",
        text: say`${key} runs as ${JSON.stringify(config.run_as)}.`,
      }),
    ),
    ...(permissions.size > 0
      ? [{ reason: "others" as const, text: say`Permissions are granted on ${listed([...permissions.keys()])}.` }]
      : []),
  ];
}

/** Makes the plan of a deployment or destruction. */
type Planner = (client: Client, bundle: Bundle) => Promise<BundlePlan>;

/** The facts of carrying out a plan, which the question shows. `onFiles`: what happens to the files of a deployment. */
async function factsOf(
  ctx: Context,
  args: BundleArguments,
  planned: Planner,
  { effect, onFiles }: { readonly effect: string; onFiles(bundle: Bundle): readonly Consequence[] },
): Promise<CallFacts> {
  const { bundle } = await openBundle(ctx, args);
  const plan = await explained(() => planned(ctx.client, bundle));
  const text = planText(plan);
  const { name, target } = bundle;
  const given = plan.actions.flatMap(({ action, config }) =>
    action === "unchanged" || action === "delete" ? [] : [config],
  );
  const granted = await Promise.all(plan.actions.map((action) => resourceConsequences(ctx, action)));
  const reached = ctx.settings.protect
    ? await Promise.all(given.filter(({ tasks }) => Array.isArray(tasks)).map((job) => reachedBy(ctx, job)))
    : [];
  const basis = await decidedPlan(ctx, basisOf(bundle, plan));
  return {
    effect,
    objects: [
      { kind: "bundle", name, details: { target, path: bundle.root } },
      { kind: "folder", name: bundle.deployed, contents: "/" },
      ...affectedObjects(plan),
      ...reached.flatMap(({ objects }) => objects),
      ...outputsIn(ctx, given),
    ],
    consequences: [
      ...onFiles(bundle),
      ...(await outsideRecipients(ctx, given)),
      ...(text === ""
        ? []
        : [
            { reason: "others" as const, text: say`Target ${target}: ${{ sentence: countsOf(plan.actions) }}.` },
            ...consequencesOf(plan),
            ...granted.flat(),
          ]),
    ],
    ...(text !== "" && { code: { title: "plan", text, context: { bundle: name, target } } }),
    ...compact({ unresolved: reached.find(({ unresolved }) => unresolved)?.unresolved }),
    basis,
  };
}

/** Everything that a plan is made of, to compare it: the files of a bundle can change while a question is open. */
const basisOf = ({ deployed, files }: Bundle, { actions, permissions }: BundlePlan): string =>
  digestArguments({
    deployed,
    files,
    actions: actions.map(({ current, ...one }) => ({ ...one, current: current?.name })),
    permissions: [...permissions],
  });

/** The basis that the call was decided about: the first that it computes. */
const decidedPlan = (ctx: Context, basis: string): Promise<string> => ctx.once("plan", async () => basis);

/** Whether a deployment copies the files of the bundle. */
const isCopied = ({ files, root }: Bundle): boolean => files !== root;

const replacedFiles = (bundle: Bundle): readonly Consequence[] =>
  isCopied(bundle) ? [{ reason: "replacement", text: say`Files of the bundle replace those in ${bundle.files}.` }] : [];

const deletedFiles = (bundle: Bundle): readonly Consequence[] => [
  { reason: "loss", text: say`These folders are deleted with all they contain: ${listed(madeFolders(bundle))}.` },
];

const output = z.object({ ...bundleView.fields, summary: z.string(), done: texts });

export const deployBundle = bundles.tool({
  name: "deploy_bundle",
  title: "Deploy a bundle",
  description:
    "Deploys a bundle in the workspace after the user has confirmed the plan. Shares its state with the Databricks CLI.",
  access: "destructive",
  untrusted: true,
  input,
  output,
  affects: (args, ctx) => factsOf(ctx, args, planDeployment, { effect: "Deploy", onFiles: replacedFiles }),
  run: async (ctx, args) =>
    carriedOut(ctx, await openBundle(ctx, args), "deploy_bundle", planDeployment, async (client, bundle) => {
      if (isCopied(bundle)) await copyFiles(client, bundle);
    }),
});

export const destroyBundle = bundles.tool({
  name: "destroy_bundle",
  title: "Destroy a bundle",
  description: "Permanently deletes everything that a bundle has deployed for a target. Its source stays.",
  access: "destructive",
  untrusted: true,
  input,
  output,
  affects: (args, ctx) => factsOf(ctx, args, planDestruction, { effect: "Destroy", onFiles: deletedFiles }),
  async run(ctx, args) {
    const opened = await openBundle(ctx, args);
    const result = await carriedOut(ctx, opened, "destroy_bundle", planDestruction);
    await removeDeployment(ctx.client, opened.bundle);
    return result;
  },
});

/** Carries out a plan while no one else deploys. @throws {ToolError} with what was done, if a change was refused */
async function carriedOut(
  ctx: Context,
  { bundle, user }: OpenedBundle,
  tool: string,
  planned: Planner,
  before?: (client: Client, bundle: Bundle) => Promise<unknown>,
) {
  try {
    const { plan, done } = await explained(() =>
      withLock(ctx.client, bundle, user, async () => {
        const plan = await planned(ctx.client, bundle);
        const basis = basisOf(bundle, plan);
        if ((await decidedPlan(ctx, basis)) !== basis) {
          throw new BundleProblem("The plan has changed since the user confirmed it.");
        }
        await before?.(ctx.client, bundle);
        return { plan, done: await carryOut(ctx.client, bundle, plan) };
      }),
    );
    return { ...bundleView(bundle), summary: countsOf(plan.actions), done: [...done] };
  } catch (error) {
    if (!(error instanceof BundleFailure)) throw error;
    ctx.log.warning("a bundle was deployed in part", { bundle: bundle.name, failed: error.step });
    const before = error.done.length === 0 ? "Nothing was changed before." : `Done before: ${error.done.join("; ")}.`;
    throw new ToolError(`The deployment stopped at ${error.step}. ${before}`, {
      next: `Fix the cause below and call ${tool} again: it continues with what is missing.`,
      quoted: error.reason.message,
    });
  }
}
