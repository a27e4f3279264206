import { base64, type LoginMethod } from "../method.ts";

/** User name and password (RFC 7617); most accounts have disabled this. */
export const basic: LoginMethod = {
  name: "basic",
  attributes: ["host", "username", "password"],
  configure({ settings }) {
    return {
      headers: { authorization: `Basic ${base64(`${settings.get("username")}:${settings.get("password")}`)}` },
    };
  },
};
