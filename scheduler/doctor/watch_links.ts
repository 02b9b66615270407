/** The index rows of monitors, pings, alarms, channels and calendars. */
import type { Alarm } from "../model/alarms/alarm.ts";
import type { Calendar } from "../model/calendars/calendar.ts";
import type { Channel } from "../model/channels/channel.ts";
import type { Monitor, Ping } from "../model/monitors/monitor.ts";
import { keys } from "../store/kv/keys.ts";
import { nameKey } from "../store/kv/keys/key_makers.ts";
import { type Link, marked } from "./link.ts";

export function linksOfMonitor({ id, name, categoryId, keyHash }: Monitor): Link[] {
  return [
    marked(keys.monitor.byName(name, id)),
    marked(keys.monitor.byCategory(categoryId, name, id)),
    { key: keys.monitor.byKey(keyHash).parts, value: id },
  ];
}

export function linksOfPing({ id, monitorId }: Ping): Link[] {
  return [marked(keys.ping.byMonitor(monitorId, id))];
}

export function linksOfAlarm({ id, subject, kind, state }: Alarm): Link[] {
  return [
    marked(keys.alarm.bySubject(subject.id, id)),
    ...(state === "open"
      ? [{ key: keys.alarm.open(subject.kind, subject.id, kind).parts, value: id }]
      : []),
  ];
}

export function linksOfChannel({ id, name, categoryId }: Channel): Link[] {
  return [
    { key: keys.channel.byName(name).parts, value: id },
    ...(categoryId === undefined ? [] : [marked(keys.channel.byCategory(categoryId, id))]),
  ];
}

export function linksOfCalendar({ id, name }: Calendar): Link[] {
  return [{ key: keys.calendar.byName(nameKey(name)).parts, value: id }];
}
