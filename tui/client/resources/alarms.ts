import type { CallOptions, ChangeOptions, Http, MakeOptions, Tagged } from "../http.ts";
import { eachOf } from "../pages.ts";
import { pathOf } from "../request.ts";
import type {
  Alarm,
  AlarmList,
  AlarmNote,
  Channel,
  ChannelEdit,
  ChannelList,
  ChannelRef,
  ChannelTest,
  ListAlarmsQuery,
  NewChannel,
  SnoozeRequest,
} from "../types.ts";

/** The calls about alarms. */
export class Alarms {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** One page, or the whole list without `limit`. */
  list(query: ListAlarmsQuery = {}, options?: CallOptions): Promise<AlarmList> {
    return this.#http.call({ path: "alarms", query }, options);
  }
  /** Each alarm of the list, read page by page. */
  each(query: ListAlarmsQuery = {}, options?: CallOptions): AsyncGenerator<Alarm> {
    return eachOf(this.#http, "alarms", query, (list: AlarmList) => list.alarms, options);
  }
  get(id: string, options?: CallOptions): Promise<Alarm> {
    return this.#http.call({ path: pathOf`alarms/${id}` }, options);
  }
  /** The alarm stays open, and nobody is told of it again until it closes. */
  acknowledge(id: string, note: AlarmNote = {}, options?: CallOptions): Promise<Alarm> {
    const path = pathOf`alarms/${id}/acknowledge`;
    return this.#http.call({ method: "POST", path, body: note }, options);
  }
  /** Nobody is told of the alarm until then. */
  snooze(id: string, request: SnoozeRequest, options?: CallOptions): Promise<Alarm> {
    const path = pathOf`alarms/${id}/snooze`;
    return this.#http.call({ method: "POST", path, body: request }, options);
  }
  close(id: string, note: AlarmNote = {}, options?: CallOptions): Promise<Alarm> {
    const path = pathOf`alarms/${id}/close`;
    return this.#http.call({ method: "POST", path, body: note }, options);
  }
}

/** The calls about channels, which tell people of alarms. For admins. */
export class Channels {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async list(options?: CallOptions): Promise<readonly Channel[]> {
    return (await this.#http.call<ChannelList>({ path: "channels" }, options)).channels;
  }
  get(id: string, options?: CallOptions): Promise<Channel> {
    return this.#http.call({ path: pathOf`channels/${id}` }, options);
  }
  /** The channel, and its version for `change()`. */
  getTagged(id: string, options?: CallOptions): Promise<Tagged<Channel>> {
    return this.#http.tagged({ path: pathOf`channels/${id}` }, options);
  }
  create(channel: NewChannel, options?: MakeOptions): Promise<ChannelRef> {
    return this.#http.make({ path: "channels", body: channel }, options);
  }
  /** Fields that are not sent keep their values, the secrets too. */
  change(id: string, edit: ChannelEdit, options?: ChangeOptions): Promise<ChannelRef> {
    return this.#http.change({ path: pathOf`channels/${id}`, body: edit }, options);
  }
  delete(id: string, options?: CallOptions): Promise<ChannelRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`channels/${id}` }, options);
  }
  /** Sends a test message. A message that could not be sent is an answer too. */
  test(id: string, options?: CallOptions): Promise<ChannelTest> {
    return this.#http.call({ method: "POST", path: pathOf`channels/${id}/test` }, options);
  }
}
