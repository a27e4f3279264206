import { fail, invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, oneOf, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";
import { type Message, messageView, type Space } from "./genie-message.ts";
import { planFor, spaceSeeds, unknownQuestion } from "./genie-questions.ts";
import { genieSpaces } from "./genie-spaces.ts";
import type { Statements } from "./statements.ts";

const PATH = "/api/2.0/genie/spaces";
const WAREHOUSE = "7e083095329f3ca5";
/** How long Genie spends in each state before it runs its SQL. */
const STEP_MS = 700;
const NOT_FOUND = "RESOURCE_DOES_NOT_EXIST";

type KeptSpace = Omit<Space, "seed">;

const newSpace = (): KeptSpace => ({ createTime: new Date().toISOString(), conversations: new Map() });

/** Plans refer to patterns, which are code. A question that a restart interrupted has failed. */
function afterRestart(seed: Space["seed"], { conversations }: KeptSpace): void {
  for (const { messages } of conversations.values()) {
    for (const message of messages) {
      const title = message.plan?.pattern.title;
      const pattern = seed.patterns.find((one) => one.title === title);
      if (message.plan && pattern) Object.assign(message, { plan: { ...message.plan, pattern } });
      if (message.status !== "COMPLETED") message.status = "FAILED";
    }
  }
}

/** Genie: conversations whose questions are answered by executed SQL. */
export function genie(app: App, world: World, statements: Statements): void {
  const seeded = new Map<string, Space>(
    spaceSeeds.map((seed) => {
      const { createTime, conversations } = world.kept(`genie ${seed.id}`, newSpace, (kept) =>
        afterRestart(seed, kept),
      );
      return [seed.id, { seed, createTime, conversations }];
    }),
  );
  const spaces = genieSpaces(app, world, seeded);
  const spaceOf = spaces.find;
  const conversationOf = (spaceId: string, id: string) =>
    spaceOf(spaceId).conversations.get(id) ?? fail(404, NOT_FOUND, `Conversation ${id} does not exist.`);
  const messageOf = (params: { space: string; conversation: string; message: string }): Message =>
    conversationOf(params.space, params.conversation).messages.find(({ id }) => id === params.message) ??
    fail(404, NOT_FOUND, `Message ${params.message} does not exist.`);

  let closed = false;
  world.onClose(() => {
    closed = true;
  });

  const ask = (space: Space, conversationId: string, content: string): Message => {
    const conversation = conversationOf(space.seed.id, conversationId);
    const before = conversation.messages.findLast(({ plan }) => plan !== undefined)?.plan;
    const plan = planFor(space.seed, content, before);
    const message: Message = {
      id: world.hexId(32),
      attachmentId: world.hexId(32),
      spaceId: space.seed.id,
      conversationId,
      content,
      plan,
      status: "SUBMITTED",
      createdAt: Date.now(),
    };
    conversation.messages.push(message);
    void think(space, message);
    return message;
  };
  const think = async (space: Space, message: Message): Promise<void> => {
    for (const status of ["FETCHING_METADATA", "ASKING_AI"] as const) {
      message.status = status;
      await world.delay(STEP_MS);
    }
    if (message.plan === undefined) {
      message.said = unknownQuestion(space.seed, message.content);
      message.suggestions = space.seed.examples;
      message.status = "COMPLETED";
      return;
    }
    if (closed) return;
    message.status = "EXECUTING_QUERY";
    const { pattern, terms } = message.plan;
    const { id, table } = statements.run(
      { statement: pattern.sql(terms), warehouse_id: WAREHOUSE, wait_timeout: "0s" },
      { genie_space_id: space.seed.id },
    );
    message.statementId = id;
    await table.then(
      ({ rows }) => {
        message.rowCount = rows.length;
        message.status = "COMPLETED";
      },
      (error: unknown) => {
        message.failure = error instanceof Error ? error.message : String(error);
        message.status = "FAILED";
      },
    );
  };

  const paged = <T>(items: readonly T[], kind: string, query: Fields & { page_token?: string }) => {
    const size = integer(query, "page_size") ?? 100;
    if (size < 1) invalid("Field 'page_size' must be at least 1.");
    const page = pageOf(items, kind, size, query.page_token || undefined);
    return { items: page.items, token: page.next === "" ? {} : { next_page_token: page.next } };
  };

  app.get(PATH, (c) => {
    const { items, token } = paged(spaces.list(), "genie-spaces", c.req.query());
    return c.json({ spaces: items.map((space) => spaces.view(space)), ...token });
  });
  app.get(`${PATH}/:space`, (c) =>
    c.json(spaces.view(spaceOf(c.req.param("space")), flag(c.req.query(), "include_serialized_space"))),
  );

  app.post(`${PATH}/:space/conversations/:conversation/messages/:message/feedback`, async (c) => {
    const message = messageOf(c.req.param());
    message.rating = oneOf(await readJson(c), "rating", ["POSITIVE", "NEGATIVE", "NONE"]);
    return c.json({});
  });
  app.delete(`${PATH}/:space/conversations/:conversation/messages/:message`, (c) => {
    const { space, conversation } = c.req.param();
    const message = messageOf(c.req.param());
    const { messages } = conversationOf(space, conversation);
    messages.splice(messages.indexOf(message), 1);
    return c.json({});
  });
  app.post(`${PATH}/:space/start-conversation`, async (c) => {
    const space = spaceOf(c.req.param("space"));
    const content = required(await readJson(c), "content");
    const id = world.hexId(32);
    space.conversations.set(id, { id, title: content.slice(0, 80), createdAt: Date.now(), messages: [] });
    const message = ask(space, id, content);
    const conversation = { conversation_id: id, title: content.slice(0, 80), space_id: space.seed.id };
    return c.json({ conversation_id: id, message_id: message.id, conversation, message: messageView(message) });
  });
  app.get(`${PATH}/:space/conversations`, (c) => {
    const all = [...spaceOf(c.req.param("space")).conversations.values()].toReversed();
    const { items, token } = paged(all, "genie-conversations", c.req.query());
    const conversations = items.map(({ id, title, createdAt }) => ({
      conversation_id: id,
      title,
      created_timestamp: createdAt,
    }));
    return c.json({ conversations, ...token });
  });
  app.delete(`${PATH}/:space/conversations/:conversation`, (c) => {
    const { space, conversation } = c.req.param();
    spaceOf(space).conversations.delete(conversationOf(space, conversation).id);
    return c.json({});
  });

  const MESSAGES = `${PATH}/:space/conversations/:conversation/messages` as const;
  app.post(MESSAGES, async (c) => {
    const { space, conversation } = c.req.param();
    const { id } = conversationOf(space, conversation);
    return c.json(messageView(ask(spaceOf(space), id, required(await readJson(c), "content"))));
  });
  app.get(MESSAGES, (c) => {
    const { space, conversation } = c.req.param();
    const { items, token } = paged(conversationOf(space, conversation).messages, "genie-messages", c.req.query());
    return c.json({ messages: items.map(messageView), ...token });
  });
  app.get(`${MESSAGES}/:message`, (c) => c.json(messageView(messageOf(c.req.param()))));

  const ATTACHMENT = `${MESSAGES}/:message/attachments/:attachment` as const;
  app.get(`${ATTACHMENT}/query-result`, (c) => {
    const message = messageOf(c.req.param());
    if (message.statementId === undefined || message.attachmentId !== c.req.param("attachment")) {
      return fail(404, NOT_FOUND, `Attachment ${c.req.param("attachment")} has no query result.`);
    }
    return c.json({ statement_response: statements.view(message.statementId) });
  });
}
