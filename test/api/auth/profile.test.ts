import { expect, test } from "vitest";
import { readProfiles } from "../../../src/api/auth/profile.ts";

const FILE = `\uFEFF; made by hand
orphan = line
[DEFAULT]
host  = https://adb-1.2.azuredatabricks.net
token = dapi#notacomment # a comment\r
[ quoted ]
HOST = "https://dbc-1.cloud.databricks.com"
token : 'dapi;x' ; another
empty =
nonsense
[empty]
[__settings__]
default_profile = quoted
[DEFAULT]
cluster_id = 0101-a
`;

test("sections, comments, quotes, either delimiter, repeated sections", () => {
  const { byName, preferred } = readProfiles(FILE);
  expect(preferred).toBe("quoted");
  expect(Object.fromEntries([...byName].map(([name, entries]) => [name, Object.fromEntries(entries)]))).toEqual({
    DEFAULT: { host: "https://adb-1.2.azuredatabricks.net", token: "dapi#notacomment", cluster_id: "0101-a" },
    quoted: { host: "https://dbc-1.cloud.databricks.com", token: "dapi;x" },
    empty: {},
  });
});

test("an empty file has no profiles", () => {
  expect(readProfiles("")).toEqual({ byName: new Map(), preferred: undefined });
});
