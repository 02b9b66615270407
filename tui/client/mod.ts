/**
 * A typed client of Carillon's API, for Deno, Node from version 20 on, and browsers. docs/client.md has examples.
 * @module
 */
import { type CarillonEvent, type EventOptions, followEvents } from "./following.ts";
import { type ClientOptions, Http } from "./http.ts";
import { ApiKeys, Categories, Users } from "./resources/access.ts";
import { Auth } from "./resources/account.ts";
import { Config } from "./resources/config.ts";
import { Alarms, Channels } from "./resources/alarms.ts";
import { Executions } from "./resources/executions.ts";
import { History } from "./resources/history.ts";
import { Imports } from "./resources/imports.ts";
import { Jobs } from "./resources/jobs.ts";
import { Monitors } from "./resources/monitors.ts";
import { Calendars, Maintenance } from "./resources/timing.ts";
import { Upkeep } from "./resources/upkeep.ts";

export { CarillonError, type FieldProblem } from "./failure.ts";
export type {
  CarillonEvent,
  EventKind,
  EventOptions,
  FollowOptions,
  LogFollowed,
} from "./following.ts";
export type { CallOptions, ChangeOptions, ClientOptions, MakeOptions, Tagged } from "./http.ts";
export type { Alarms, ApiKeys, Auth, Calendars, Categories, Channels, Config, Executions, History };
export type { Imports, Jobs, Maintenance, Monitors, Upkeep, Users };
export type * from "./types.ts";

/**
 * The API of one server. Every call throws `CarillonError` where the server refuses or does not answer. A call that
 * the server refuses with 429 or 503 is sent again after the wait that the server asks for. A call that makes
 * something has an `Idempotency-Key`, so that it makes the thing once.
 */
export class Carillon {
  readonly #http: Http;
  readonly auth: Auth;
  readonly jobs: Jobs;
  readonly executions: Executions;
  readonly categories: Categories;
  readonly users: Users;
  readonly apiKeys: ApiKeys;
  readonly history: History;
  readonly config: Config;
  readonly imports: Imports;
  readonly alarms: Alarms;
  readonly channels: Channels;
  readonly monitors: Monitors;
  readonly calendars: Calendars;
  readonly maintenance: Maintenance;
  readonly upkeep: Upkeep;

  constructor(options: ClientOptions) {
    const http = new Http(options);
    this.#http = http;
    this.auth = new Auth(http);
    this.jobs = new Jobs(http);
    this.executions = new Executions(http);
    this.categories = new Categories(http);
    this.users = new Users(http);
    this.apiKeys = new ApiKeys(http);
    this.history = new History(http);
    this.config = new Config(http);
    this.imports = new Imports(http);
    this.alarms = new Alarms(http);
    this.channels = new Channels(http);
    this.monitors = new Monitors(http);
    this.calendars = new Calendars(http);
    this.maintenance = new Maintenance(http);
    this.upkeep = new Upkeep(http);
  }

  /** The token of a log-in, or an API key. */
  get token(): string | undefined {
    return this.#http.token;
  }
  set token(token: string | undefined) {
    this.#http.token = token;
  }

  /** The events of the service, until the signal aborts. A lost connection is made anew and misses nothing. */
  events(options: EventOptions = {}): AsyncGenerator<CarillonEvent> {
    return followEvents(this.#http, options);
  }
}
