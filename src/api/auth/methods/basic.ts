import { base64, type Method } from "../method.ts";

/** User name and password, which most accounts have ended. */
export const basic: Method = {
  name: "basic",
  attributes: ["host", "username", "password"],
  configure({ settings }) {
    return {
      headers: { authorization: `Basic ${base64(`${settings.get("username")}:${settings.get("password")}`)}` },
    };
  },
};
