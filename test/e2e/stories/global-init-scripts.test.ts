import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("a script is created, changed and deleted", async () => {
  const { call, failure } = story;
  const names = async () => (await call("list_global_init_scripts")).scripts;
  const script = "#!/bin/bash\necho 'grüezi'\n";
  const { script_id } = await call("create_global_init_script", { name: "story", script, position: 0 });
  expect(await names()).toMatchObject([
    { name: "story", enabled: false, position: 0 },
    { name: "certs", enabled: true, position: 1 },
  ]);
  expect(await call("get_global_init_script", { script_id })).toMatchObject({ script, enabled: false });

  await call("update_global_init_script", { script_id, enabled: true, position: 9 });
  expect(await call("get_global_init_script", { script_id })).toMatchObject({ script, enabled: true, position: 1 });
  await call("update_global_init_script", { script_id, script: "#!/bin/sh\ntrue\n" });
  expect(await call("get_global_init_script", { script_id })).toMatchObject({
    name: "story",
    script: "#!/bin/sh\ntrue\n",
  });

  await call("delete_global_init_script", { script_id });
  expect(await names()).toMatchObject([{ name: "certs" }]);
  expect(await failure("get_global_init_script", { script_id })).toContain("The workspace does not have this object.");
});
