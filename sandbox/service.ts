import type { App } from "./http.ts";
import type { World } from "./world.ts";

/** A service puts its endpoints on the app and keeps its state in its own closure. */
export type Service = (app: App, world: World) => void;
