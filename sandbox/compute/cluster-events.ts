import { invalid } from "../failure.ts";
import { type Fields, integer, oneOf, optional } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { Cluster } from "./cluster-record.ts";

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 500;

/** `POST /api/2.1/clusters/events`: pages by token, or by the older `offset` and `limit`. */
export function listEvents(cluster: Cluster, body: Fields): Fields {
  const start = integer(body, "start_time") ?? 0;
  const end = integer(body, "end_time") ?? Number.MAX_SAFE_INTEGER;
  const order = oneOf(body, "order", ["ASC", "DESC"]) ?? "DESC";
  const types = Array.isArray(body.event_types) ? body.event_types : [];
  const found = cluster.events.filter(
    ({ timestamp, type }) => timestamp >= start && timestamp <= end && (types.length === 0 || types.includes(type)),
  );
  if (order === "DESC") found.reverse();

  const limit = integer(body, "limit");
  const offset = integer(body, "offset");
  const asked = integer(body, "page_size") ?? limit ?? 0;
  if (asked < 0 || asked > LARGEST_PAGE) invalid(`page_size must be between 0 and ${LARGEST_PAGE}.`);
  const size = asked === 0 ? DEFAULT_PAGE : asked;
  if (limit === undefined && offset === undefined) {
    const page = pageOf(found, `events-${cluster.id}`, size, optional(body, "page_token"));
    return {
      ...(page.items.length > 0 && { events: page.items }),
      next_page_token: page.next,
      prev_page_token: page.previous,
    };
  }
  const from = offset ?? 0;
  const more = from + size < found.length;
  return {
    ...(found.length > from && { events: found.slice(from, from + size) }),
    ...(more && { next_page: { cluster_id: cluster.id, end_time: end, order, offset: from + size, limit: size } }),
    total_count: found.length,
  };
}
