import { isUnityName, type ModelRegistry } from "./models.ts";
import { unityCatalog } from "./models-unity.ts";
import { workspaceRegistry } from "./models-workspace.ts";

/** The registry that holds a model of this name. */
export const registryOf = (name: string): ModelRegistry => (isUnityName(name) ? unityCatalog : workspaceRegistry);
