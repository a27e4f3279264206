import { isUnityName, type Registry } from "./models.ts";
import { unityCatalog } from "./models-unity.ts";
import { workspaceRegistry } from "./models-workspace.ts";

/** The registry that holds a model of this name. */
export const registryOf = (name: string): Registry => (isUnityName(name) ? unityCatalog : workspaceRegistry);
