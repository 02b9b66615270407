import { isAdmin } from "../../scheduler/model/caller.ts";
import type { Channel, ChannelSecrets } from "../../scheduler/model/channels/channel.ts";
import type { ChannelId } from "../../scheduler/model/ids.ts";
import { Refusal } from "../../scheduler/model/refusal.ts";
import {
  changeChannel,
  createChannel,
  deleteChannel,
} from "../../scheduler/store/channels/channels.ts";
import { nameKey } from "../../scheduler/store/kv/keys.ts";
import { draftChannel } from "../channels/fields.ts";
import type { ConfigChannel } from "../contract/config/entries.ts";
import { given } from "../http/given.ts";
import { channelChangeEntries, channelEntry as auditEntryOf } from "../logs/security_audit.ts";
import { plannedChannel } from "./alarm_channels.ts";
import { channelEntry, isVariable } from "./entries.ts";
import type { Names } from "./names.ts";
import { changeOf, creation, deletionOf } from "./admin_steps.ts";
import { planRecords } from "./plan_records.ts";
import {
  changesOf,
  mustBeVersion,
  type Part,
  type Planning,
  type Step,
  stillThere,
} from "./step.ts";

interface Known {
  readonly channel: Channel;
  readonly secrets: ChannelSecrets;
}

/** Registers the channels of the document: categories and jobs name them, and are planned before and after them. */
export function nameChannels(
  { names }: Planning,
  sent: readonly ConfigChannel[] | null | undefined,
): void {
  for (const { name } of sent ?? []) {
    const id = names.channels.idOf(name) ?? plannedChannel(name) as ChannelId;
    names.channels.add(id, name);
  }
}

/** @param sent absent: the document says nothing of channels. Only admins see channels: others plan nothing. */
export function planChannels(
  planning: Planning,
  sent: readonly ConfigChannel[] | null | undefined,
): Promise<Part> {
  const { state, caller } = planning;
  return planRecords<ConfigChannel, Known>(planning, {
    list: "channels",
    sent: isAdmin(caller) ? sent : undefined,
    present: state.channels,
    about: ({ channel: { name, owner } }) => ({ identity: nameKey(name), owner }),
    find({ name }) {
      const identity = nameKey(name);
      const known = state.channels.find(({ channel }) => nameKey(channel.name) === identity);
      return { identity, known };
    },
    create: (entry) => newStep(planning, entry),
    change: (entry, known) => changeStep(planning, entry, known),
    delete: (known) => deletion(planning, known),
  });
}

/**
 * The fields of the API. A secret that the entry leaves out stays where the server has stored it. The name of a variable goes,
 * because documents show it, and so does a secret of another kind of channel.
 */
function bodyOf(names: Names, { category, ...entry }: ConfigChannel, before?: Known) {
  const { stored: _, url, secret, ...fields } = entry;
  const isKept = (stored: string | undefined) =>
    stored !== undefined && !isVariable(stored) && before?.channel.kind === entry.kind;
  const category_id = category === undefined || category === null
    ? null
    : names.categories.idOf(category);
  if (category_id === undefined) {
    const reason = `there is no category ${JSON.stringify(category)}`;
    throw Refusal.invalid([{ field: "category", reason }]);
  }
  return {
    ...fields,
    category_id,
    quiet_hours: fields.quiet_hours ?? null,
    smtp: fields.smtp ?? null,
    language: fields.language ?? "en" as const,
    ...(isKept(before?.secrets.url) ? given("url", url) : { url: url ?? null }),
    ...(isKept(before?.secrets.secret) ? given("secret", secret) : { secret: secret ?? null }),
  };
}

function newStep(planning: Planning, entry: ConfigChannel): Step {
  const { deps: { db, secretCategories }, actor, now, owner, names } = planning;
  const draft = () => draftChannel(bodyOf(names, entry), undefined, secretCategories);
  const planned = draft();
  return creation(planning, "channel", {
    name: entry.name,
    changes: changesOf({}, channelEntry(planned.draft, planned.secrets, names), ["name"]),
    async perform() {
      const told = (channel: Channel) => [auditEntryOf(actor, "added", channel, now)];
      const { draft: fields, secrets } = draft();
      const made = await createChannel(db, { ...fields, owner }, secrets, now, told);
      names.channels.add(made.id, made.name);
    },
  });
}

function changeStep(planning: Planning, entry: ConfigChannel, known: Known): Step | undefined {
  const { deps: { db, secretCategories }, actor, now, owner, names } = planning;
  const { channel, secrets } = known;
  const edit = (before: Known) =>
    draftChannel(bodyOf(names, entry, before), before, secretCategories);
  const planned = edit(known);
  const changes = changesOf(
    channelEntry(channel, secrets, names),
    channelEntry(planned.draft, planned.secrets, names),
    ["stored"],
  );
  return changeOf(planning, "channel", channel, changes, async (adopted) => {
    const change = (before: Channel, kept: ChannelSecrets) => {
      mustBeVersion(channel)(before);
      const { draft, secrets } = edit({ channel: before, secrets: kept });
      return { draft: adopted ? { ...draft, owner } : draft, secrets };
    };
    const told = (before: Channel, after: Channel) =>
      channelChangeEntries(actor, before, after, entry, now);
    stillThere(await changeChannel(db, channel.id, change, now, told));
  });
}

function deletion(planning: Planning, { channel }: Known): Step {
  const { deps: { db }, actor, now } = planning;
  return deletionOf(planning, "channel", channel, async () => {
    const told = (gone: Channel) => [auditEntryOf(actor, "deleted", gone, now)];
    stillThere(await deleteChannel(db, channel.id, now, told, mustBeVersion(channel)));
  });
}
