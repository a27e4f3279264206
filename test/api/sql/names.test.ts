import { expect, test } from "vitest";
import { quotedName } from "../../../src/api/sql/names.ts";

test("names are quoted part by part", () => expect(quotedName("main.my schema.t`x")).toBe("`main`.`my schema`.`t``x`"));
