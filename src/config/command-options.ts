import { flag } from "./option.ts";
import { onOff } from "./values.ts";

/** The options that belong to one command, part of `OPTIONS`. */
export const COMMAND_OPTIONS = {
  json: flag(
    "json",
    { group: "doctor", title: "JSON report", description: "Print the report of doctor as JSON." },
    onOff,
    "false",
  ),
  yes: flag(
    "yes",
    { group: "setup", title: "No questions", description: "Write the changes of setup without asking." },
    onOff,
    "false",
  ),
  undo: flag(
    "undo",
    {
      group: "setup",
      title: "Undo",
      description: "Remove this server from the hosts, and restore what setup replaced.",
    },
    onOff,
    "false",
  ),
};
