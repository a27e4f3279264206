import { type App, type Fields, optional, required } from "../http.ts";
import { fieldsOf } from "./registry.ts";
import {
  findModel,
  findVersion,
  nameOf,
  presentUnityModel,
  presentUnityVersion,
  type UnityRegistry,
} from "./unity-registry.ts";

const API = "/api/2.0/mlflow/unity-catalog";

interface Tagged {
  tags?: Map<string, string>;
}

const tagsOf = (object: Tagged): Map<string, string> => {
  object.tags ??= new Map();
  return object.tags;
};
const listed = ({ tags = new Map<string, string>() }: Tagged) => [...tags].map(([key, value]) => ({ key, value }));

/** Models and versions with their tags, which MLflow's own client reads and changes and Unity Catalog's API lacks. */
export function unityTagRoutes(app: App, registry: UnityRegistry): void {
  const modelOf = (fields: Fields) => findModel(registry, required(fields, "name"));
  const versionOf = (fields: Fields) => findVersion(modelOf(fields), required(fields, "version"));

  app.get(`${API}/registered-models/get`, (c) => {
    const model = modelOf(c.req.query());
    const aliases = [...model.aliases].map(([alias, version]) => ({ alias, version: String(version) }));
    const { comment: description, ...fields } = presentUnityModel(model);
    return c.json({ registered_model: { ...fields, name: nameOf(model), description, aliases, tags: listed(model) } });
  });
  app.get(`${API}/model-versions/get`, (c) => {
    const [model, version] = [modelOf(c.req.query()), versionOf(c.req.query())];
    const aliases = [...model.aliases].filter(([, number]) => number === version.number).map(([alias]) => alias);
    const { comment: description, ...fields } = presentUnityVersion(model, version);
    return c.json({
      model_version: {
        ...fields,
        name: nameOf(model),
        version: String(version.number),
        description,
        aliases,
        tags: listed(version),
      },
    });
  });
  for (const [path, find] of [
    ["registered-models", modelOf],
    ["model-versions", versionOf],
  ] as const) {
    app.post(`${API}/${path}/set-tag`, async (c) => {
      const fields = await fieldsOf(c);
      tagsOf(find(fields)).set(required(fields, "key"), optional(fields, "value") ?? "");
      return c.json({});
    });
    app.delete(`${API}/${path}/delete-tag`, async (c) => {
      const fields = await fieldsOf(c);
      tagsOf(find(fields)).delete(required(fields, "key"));
      return c.json({});
    });
  }
}
