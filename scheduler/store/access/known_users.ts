import { BoundedMap } from "../../cache/bounded_map.ts";
import type { UserId } from "../../model/ids.ts";
import { type Clock, type Instant, second } from "../../model/time.ts";
import type { EndedSessions } from "../../model/rights/session.ts";
import type { User } from "../../model/user.ts";
import type { Database } from "../kv/database.ts";
import { keys } from "../kv/keys.ts";
import { findUser } from "./users.ts";

/** How long a change by another process may stay unseen, in milliseconds. */
const rememberMs = second;
const mostRemembered = 1000;

/** What decides whether a token counts. */
export interface UserAccess {
  readonly user: User;
  readonly endedSessions?: EndedSessions;
}

interface KnownUser {
  readonly access: Promise<UserAccess | undefined>;
  readonly at: Instant;
}

/**
 * Remembers users for requests: for a second, and until a commit of this process changes a user.
 */
export class KnownUsers {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #known = new BoundedMap<UserId, KnownUser>(mostRemembered);

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
    db.onCommit(({ isAccess }) => isAccess && this.#known.clear());
  }

  async find(id: UserId): Promise<User | undefined> {
    return (await this.findAccess(id))?.user;
  }

  findAccess(id: UserId): Promise<UserAccess | undefined> {
    const now = this.#clock.now();
    const known = this.#known.get(id);
    // When the clock was set back, the user is read again.
    if (known !== undefined && now >= known.at && now - known.at < rememberMs) return known.access;
    const access = readAccess(this.#db, id);
    const entry = { access, at: now };
    this.#known.set(id, entry);
    // A missing user, or a failed read, is not remembered.
    const forget = () => {
      if (this.#known.get(id) === entry) this.#known.delete(id);
    };
    access.then((found) => found === undefined && forget(), forget);
    return access;
  }
}

/** @throws UnreadableRecordError also where nobody can tell which sessions have ended. */
export async function readAccess(db: Database, id: UserId): Promise<UserAccess | undefined> {
  const [user, ended] = await Promise.all([
    findUser(db, id),
    db.get(keys.session.ended(id)),
  ]);
  if (user === undefined) return undefined;
  return ended.value === undefined ? { user } : { user, endedSessions: ended.value };
}
