import { isAdmin, mustBePrincipal } from "../admin/directory.ts";
import { ownerOf } from "../admin/permissions.ts";
import { fail, invalid } from "../failure.ts";
import { type Fields, isFields } from "../http.ts";
import type { World } from "../world.ts";
import type { Job, Run } from "./model.ts";

/** The identity of a job: the one in its settings, otherwise its owner. */
export function runAsOf(world: World, job: Job): Fields {
  const named = job.settings.run_as;
  return isFields(named) ? named : (ownerOf(world, "jobs", job.id) ?? { user_name: job.creator });
}

/** The name of an identity: a user name or an application ID. */
export const identityName = ({ user_name, service_principal_name }: Fields): string =>
  String(user_name ?? service_principal_name);

/** The name of the identity as which the tasks of a run work. */
export function actorOf(world: World, { job, settings, creator }: Run): string {
  if (job !== undefined) return identityName(runAsOf(world, job));
  return isFields(settings.run_as) ? identityName(settings.run_as) : creator;
}

/** The identity that a job is to run as must exist. Only administrators can name another than their own. */
export function checkRunAs(world: World, { run_as }: Fields): void {
  if (!isFields(run_as)) return;
  const [field, ...others] = Object.keys(run_as);
  if (field === undefined || others.length > 0 || field === "group_name") {
    invalid("run_as must have exactly one of user_name and service_principal_name.");
  }
  mustBePrincipal(world, String(field), String(run_as[String(field)]));
  if (identityName(run_as) === world.user || isAdmin(world)) return;
  fail(403, "PERMISSION_DENIED", `User ${world.user} is not authorized to run the job as ${identityName(run_as)}.`);
}
