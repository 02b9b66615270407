import { createRoute } from "@hono/zod-openapi";
import { parseAllowList } from "../../scheduler/job_classes/mod.ts";
import { mustAdmin } from "../../scheduler/model/caller.ts";
import type { Channel as StoredChannel } from "../../scheduler/model/channels/channel.ts";
import {
  changeChannel,
  createChannel,
  deleteChannel,
  findChannel,
  listChannels,
} from "../../scheduler/store/channels/channels.ts";
import {
  Channel,
  ChannelEdit,
  ChannelList,
  ChannelPath,
  ChannelRef,
  ChannelTest,
  NewChannel,
} from "../contract/access/channels.ts";
import { IdempotencyKey, IfMatch, ifNoneMatchHeader } from "../contract/headers.ts";
import type { AppDeps } from "../deps.ts";
import { jsonBody, noBody } from "../http/body.ts";
import { found } from "../http/errors.ts";
import { ifMatch, ifNoneMatch, versionTag } from "../http/etags.ts";
import { once } from "../http/idempotency.ts";
import { newApp } from "../http/new_app.ts";
import {
  bearer,
  body,
  errors,
  forAdmins,
  json,
  notModified,
  taggedJson,
} from "../http/route_config.ts";
import { actorOf, channelChangeEntries, channelEntry } from "../logs/security_audit.ts";
import { draftChannel } from "./fields.ts";
import { sendTest } from "./test_message.ts";
import { channelToWire } from "./wire.ts";

const all = { tags: ["channels"], security: bearer, "x-permission": forAdmins };

const listRoute = createRoute({
  ...all,
  method: "get",
  path: "/",
  operationId: "listChannels",
  summary: "List all channels",
  responses: { 200: json(ChannelList, "All channels, oldest first."), ...errors(403) },
});

const getRoute = createRoute({
  ...all,
  method: "get",
  path: "/{channel_id}",
  operationId: "getChannel",
  summary: "Get one channel",
  middleware: [ifNoneMatch],
  parameters: [ifNoneMatchHeader],
  request: { params: ChannelPath },
  responses: {
    200: taggedJson(Channel, "The channel, without its secrets."),
    304: notModified,
    ...errors(403, 404),
  },
});

const createChannelRoute = createRoute({
  ...all,
  method: "post",
  path: "/",
  operationId: "createChannel",
  summary: "Create a channel",
  description:
    "An alarm goes to the channels that its rules name, or else to those of its category, or else to " +
    "those of the whole server.",
  middleware: [jsonBody],
  request: { headers: IdempotencyKey, body: body(NewChannel) },
  responses: { 201: taggedJson(ChannelRef, "Created."), ...errors(403, 409, 415, 422, 507) },
});

const changeRoute = createRoute({
  ...all,
  method: "put",
  path: "/{channel_id}",
  operationId: "changeChannel",
  summary: "Change a channel",
  description: "A field that is not sent keeps its value; null empties a field.",
  middleware: [jsonBody],
  request: { params: ChannelPath, headers: IfMatch, body: body(ChannelEdit) },
  responses: {
    200: taggedJson(ChannelRef, "Changed."),
    ...errors(403, 404, 409, 412, 415, 422, 507),
  },
});

const deleteRoute = createRoute({
  ...all,
  method: "delete",
  path: "/{channel_id}",
  operationId: "deleteChannel",
  summary: "Delete a channel",
  description: "Messages that are not sent yet are dropped.",
  middleware: [noBody],
  request: { params: ChannelPath, headers: IfMatch },
  responses: { 200: json(ChannelRef, "Deleted."), ...errors(403, 404, 409, 412, 507) },
});

const testRoute = createRoute({
  ...all,
  method: "post",
  path: "/{channel_id}/test",
  operationId: "testChannel",
  summary: "Send a test message",
  description:
    "Sends one message at once, also in quiet hours, and tells how it went. A test that fails is not " +
    "tried again.",
  middleware: [noBody],
  request: { params: ChannelPath },
  responses: { 200: json(ChannelTest, "Whether it was sent."), ...errors(403, 404) },
});

export function channelRoutes(deps: AppDeps) {
  const { db, clock, secretCategories } = deps;
  const sending = deps.sending ?? { allow: parseAllowList("") };
  return newApp()
    .openapi(listRoute, async (c) => {
      return c.json({ channels: (await listChannels(db)).map(channelToWire) }, 200);
    })
    .openapi(getRoute, async (c) => {
      const { channel_id } = c.req.valid("param");
      const known = found("channel", await findChannel(db, channel_id));
      // Sending changes the answer as well, so the tag has the time of the last send or failure.
      const { lastSentAt, failingSince } = known.health;
      const tag = versionTag(known.channel).slice(0, -1);
      c.header("ETag", `${tag}-${failingSince ?? lastSentAt ?? 0}"`);
      return c.json(channelToWire(known), 200);
    })
    .openapi(createChannelRoute, async (c) => {
      const { draft, secrets } = draftChannel(c.req.valid("json"), undefined, secretCategories);
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (channel: StoredChannel) => [channelEntry(actor, "added", channel, now)];
      const made = await once(c, deps, {
        make: (also) => createChannel(db, draft, secrets, now, told, also),
        answerOf: (channel: StoredChannel) => (
          { body: { id: channel.id }, etag: versionTag(channel) }
        ),
        mayStill: () => mustAdmin(c.var.caller),
      });
      return c.json(made, 201);
    })
    .openapi(changeRoute, async (c) => {
      const { channel_id } = c.req.valid("param");
      const [sent, mustFit] = [c.req.valid("json"), ifMatch(c)];
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const changed = await changeChannel(
        db,
        channel_id,
        (channel, secrets) => {
          mustFit(channel);
          return draftChannel(sent, { channel, secrets }, secretCategories);
        },
        now,
        (before, after) => channelChangeEntries(actor, before, after, sent, now),
      );
      c.header("ETag", versionTag(found("channel", changed)));
      return c.json({ id: channel_id }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { channel_id } = c.req.valid("param");
      const [actor, now] = [actorOf(c, deps), clock.now()];
      const told = (channel: StoredChannel) => [channelEntry(actor, "deleted", channel, now)];
      const isDeleted = await deleteChannel(db, channel_id, now, told, ifMatch(c));
      found("channel", isDeleted || undefined);
      return c.json({ id: channel_id }, 200);
    })
    .openapi(testRoute, async (c) => {
      const { channel_id } = c.req.valid("param");
      const { channel } = found("channel", await findChannel(db, channel_id));
      return c.json(await sendTest(deps, sending, channel), 200);
    });
}
