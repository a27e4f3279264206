import type { App } from "./http.ts";
import type { World } from "./world.ts";

/** A service adds its endpoints to the app and keeps its state in its own closure. */
export type Service = (app: App, world: World) => void;
