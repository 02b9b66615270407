import { Alarm, AlarmList } from "../../routes/contract/alarms/alarms.ts";
import {
  Channel,
  ChannelList,
  ChannelRef,
  ChannelTest,
} from "../../routes/contract/access/channels.ts";
import {
  Monitor,
  MonitorKey,
  MonitorList,
  MonitorRef,
  PingList,
} from "../../routes/contract/monitors/monitors.ts";
import { Calendar, CalendarList, CalendarRef } from "../../routes/contract/timing/calendars.ts";
import { Pause, PauseList, PauseRef } from "../../routes/contract/timing/pauses.ts";
import type { Http, Query } from "./http.ts";

export type Body = Readonly<Record<string, unknown>>;

/** The calls of the API about alarms and about what raises and tells them. The client has them with all others. */
export class WatchingCalls {
  protected readonly http: Http;

  constructor(http: Http) {
    this.http = http;
  }

  alarms(query: Query = {}) {
    return this.http.call({ path: "alarms", query, schema: AlarmList });
  }
  alarm(id: string) {
    return this.http.call({ path: `alarms/${id}`, schema: Alarm });
  }
  /** Acknowledges, snoozes or closes an alarm. */
  changeAlarm(id: string, change: "acknowledge" | "snooze" | "close", body: Body) {
    const path = `alarms/${id}/${change}`;
    return this.http.call({ method: "POST", path, body, schema: Alarm });
  }

  /** The pauses of categories and of everything. */
  pauses() {
    return this.http.call({ path: "maintenance", schema: PauseList });
  }
  beginPause(body: Body) {
    return this.http.call({ method: "POST", path: "maintenance", body, schema: Pause });
  }
  endPause(categoryId: number) {
    const path = `maintenance/${categoryId}`;
    return this.http.call({ method: "DELETE", path, schema: PauseRef });
  }

  calendars() {
    return this.http.call({ path: "calendars", schema: CalendarList });
  }
  /** As jobToEdit(). */
  calendarToEdit(id: number) {
    return this.http.call({ path: `calendars/${id}`, schema: Calendar, raw: true });
  }
  createCalendar(body: Body, once?: string) {
    const path = "calendars";
    return this.http.call({ method: "POST", path, body, schema: CalendarRef, ...onlyOnce(once) });
  }
  changeCalendar(id: number, body: Body, etag?: string) {
    const path = `calendars/${id}`;
    return this.http.call({ method: "PUT", path, body, schema: CalendarRef, ...ifMatch(etag) });
  }
  deleteCalendar(id: number) {
    return this.http.call({ method: "DELETE", path: `calendars/${id}`, schema: CalendarRef });
  }

  monitors(query: Query = {}) {
    return this.http.call({ path: "monitors", query, schema: MonitorList });
  }
  /** As jobToEdit(). */
  monitorToEdit(id: string) {
    return this.http.call({ path: `monitors/${id}`, schema: Monitor, raw: true });
  }
  /** The answer has the key of the ping address, which nothing can show again. */
  createMonitor(body: Body, once?: string) {
    const path = "monitors";
    return this.http.call({ method: "POST", path, body, schema: MonitorKey, ...onlyOnce(once) });
  }
  changeMonitor(id: string, body: Body, etag?: string) {
    const path = `monitors/${id}`;
    return this.http.call({ method: "PUT", path, body, schema: MonitorRef, ...ifMatch(etag) });
  }
  deleteMonitor(id: string) {
    return this.http.call({ method: "DELETE", path: `monitors/${id}`, schema: MonitorRef });
  }
  pauseMonitor(id: string) {
    return this.http.call({ method: "POST", path: `monitors/${id}/pause`, schema: MonitorRef });
  }
  resumeMonitor(id: string) {
    return this.http.call({ method: "POST", path: `monitors/${id}/resume`, schema: MonitorRef });
  }
  renewPingKey(id: string) {
    return this.http.call({ method: "POST", path: `monitors/${id}/key`, schema: MonitorKey });
  }
  pings(id: string, query: Query = {}) {
    return this.http.call({ path: `monitors/${id}/pings`, query, schema: PingList });
  }

  channels() {
    return this.http.call({ path: "channels", schema: ChannelList });
  }
  /** As jobToEdit(). */
  channelToEdit(id: string) {
    return this.http.call({ path: `channels/${id}`, schema: Channel, raw: true });
  }
  createChannel(body: Body, once?: string) {
    const path = "channels";
    return this.http.call({ method: "POST", path, body, schema: ChannelRef, ...onlyOnce(once) });
  }
  changeChannel(id: string, body: Body, etag?: string) {
    const path = `channels/${id}`;
    return this.http.call({ method: "PUT", path, body, schema: ChannelRef, ...ifMatch(etag) });
  }
  deleteChannel(id: string) {
    return this.http.call({ method: "DELETE", path: `channels/${id}`, schema: ChannelRef });
  }
  testChannel(id: string) {
    return this.http.call({ method: "POST", path: `channels/${id}/test`, schema: ChannelTest });
  }
}

/** Only the version that was edited is changed. The answer is 412 when somebody else has changed it since. */
export function ifMatch(etag: string | undefined): { headers?: Record<string, string> } {
  return etag === undefined ? {} : { headers: { "If-Match": etag } };
}

/** The server makes one thing of it, even if the request is sent twice. */
export function onlyOnce(once: string | undefined): { headers?: Record<string, string> } {
  return once === undefined ? {} : { headers: { "Idempotency-Key": once } };
}
