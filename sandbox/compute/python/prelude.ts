import { display } from "./display.ts";
import { library } from "./library.ts";
import { seal } from "./seal.ts";
import { shell } from "./shell.ts";
import { traceback } from "./traceback.ts";

/** The Python that every interpreter runs before the first command. Its value is `run(name, source) → JSON text`. */
export const prelude = [library, shell, traceback, display, seal].join("\n");
