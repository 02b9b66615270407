import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { shownText } from "../../forms/shown.ts";
import type { State } from "../../state.ts";
import type { Choice } from "../../state/overlay.ts";
import type { Texts } from "../../texts/mod.ts";

/** In the form: the alarm rules of the job name no channels, so that those of its category or of the server are told. */
export const noneNamed = "-";

/** The ids of the channels that the alarm rules of the job name, as one text: jobs with the same ones count together. */
export function channelsOf({ alarms }: Job): string {
  const named: unknown = alarms?.channels;
  return Array.isArray(named) && named.length > 0 ? named.join(",") : noneNamed;
}

/** The alarm rules of the job with other channels. The API takes all rules at once, so the others are sent as they are. */
export function rulesWith({ alarms }: Job, channels: string): Readonly<Record<string, unknown>> {
  const { channels: _, ...others } = alarms ?? {};
  return channels === noneNamed ? others : { ...others, channels: channels.split(",") };
}

/** The names of the channels; the id of one that this account may not see. */
export function channelNames({ channels }: State, ids: string): string {
  if (ids === noneNamed) return noneNamed;
  return ids.split(",").map((id) => shownText(channels.byId.get(id)?.name ?? id)).join(", ");
}

/** @returns the ids of typed names or ids; `undefined`: there is no such channel. */
export function channelsNamed(
  { channels }: Pick<State, "channels">,
  typed: string,
): string | undefined {
  if (typed === noneNamed) return noneNamed;
  const words = typed.split(",").map((word) => word.trim()).filter((word) => word !== "");
  const known = [...channels.byId.values()];
  const ids = words.map((word) => {
    const named = known.find(({ id, name }) => id === word || shownText(name) === word) ??
      known.find(({ name }) => shownText(name).toLowerCase() === word.toLowerCase());
    // Only an admin sees the channels; the server checks an id that is typed.
    return named?.id ?? (/^[0-9a-f]{32}$/.test(word) ? word : undefined);
  });
  return ids.length === 0 || ids.includes(undefined) ? undefined : [...new Set(ids)].join(",");
}

export function channelChoices({ channels }: State, t: Texts): Choice[] {
  const all = [...channels.byId.values()].map(({ name, kind }) => ({
    value: shownText(name),
    label: `${shownText(name)} · ${kind}`,
  }));
  return [{ value: noneNamed, label: `${noneNamed} ${t.form.noChannels}` }, ...all];
}

/** The field is a list: a channel that is picked joins those that are named. */
export function withChannel(state: Pick<State, "channels">, text: string, picked: string): string {
  const before = channelsNamed(state, text.trim());
  const added = channelsNamed(state, picked);
  if (before === undefined || added === undefined) return picked;
  if (before === noneNamed || added === noneNamed) return picked;
  return before.split(",").includes(added) ? text : `${text.trim()}, ${picked}`;
}
