import * as z from "zod";
import { deleteModelAlias as deleteAlias, setModelAlias as setAlias } from "../../api/ml/models-unity.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import { name, nameAliases, version } from "./model-arguments.ts";
import { requireAliases, versionObject, versionWithAlias } from "./model-facts.ts";
import { models } from "./models-toolset.ts";
import { keepingOthers, pinnedElsewhere, pinnedFields } from "./served-models.ts";

const alias = z.string().min(1).max(255).describe("Alias, without @");

export const setModelAlias = models.tool({
  name: "set_model_alias",
  title: "Set an alias of a model version",
  description:
    "Assigns an alias, such as champion, to a version of a Unity Catalog model. Moving it from another version requires confirmation.",
  // A new alias changes nothing for anyone; moving one, which `affects` finds out, requires confirmation.
  access: { least: "write", most: "destructive", of: () => "write" },
  idempotent: true,
  input: z.strictObject({ name, alias, version }),
  aliases: { ...nameAliases, version_num: "version" },
  output: z.object({
    name: z.string(),
    alias: z.string(),
    version: z.string(),
    previous_version: text.describe("version that had the alias before"),
    ...pinnedFields,
  }),
  covers: "registeredModels.setAlias",
  async affects({ name, alias, version }, ctx) {
    const before = await versionWithAlias(ctx, name, alias);
    return {
      effect: "Assign an alias to",
      objects: [versionObject(name, version)],
      consequences:
        before === undefined || before === version
          ? []
          : [
              {
                reason: "others" as const,
                text: say`Alias ${alias} moves from version ${before} to ${version}. Jobs and code that load the model by it get version ${version}.`,
              },
              ...(await keepingOthers(ctx, { name, version })),
            ],
    };
  },
  async run(ctx, args) {
    const previous_version = await versionWithAlias(ctx, args.name, args.alias);
    await setAlias(ctx.client, args);
    return { ...args, previous_version, ...(await pinnedElsewhere(ctx, args)) };
  },
});

export const deleteModelAlias = models.tool({
  name: "delete_model_alias",
  title: "Delete an alias of a model",
  description: "Deletes an alias of a Unity Catalog model. The version itself is kept.",
  access: "destructive",
  input: z.strictObject({ name, alias }),
  output: z.object({ name: z.string(), alias: z.string(), deleted: z.boolean() }),
  aliases: nameAliases,
  covers: "registeredModels.deleteAlias",
  async affects({ name, alias }, ctx) {
    const before = await versionWithAlias(ctx, name, alias);
    return {
      effect: "Delete an alias of",
      objects: [{ kind: "registered model", name }],
      consequences:
        before === undefined
          ? []
          : [
              {
                reason: "others",
                text: say`Alias ${alias} refers to version ${before}. Jobs and code that load the model by it will fail.`,
              },
            ],
    };
  },
  async run(ctx, args) {
    requireAliases(args.name);
    await deleteAlias(ctx.client, args);
    return { ...args, deleted: true };
  },
});
