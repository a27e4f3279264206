import { openRecord } from "./record.ts";

/** Once per run, before any test process starts. */
export const setup = () => openRecord();
