import { BoundedMap } from "../../cache/bounded_map.ts";
import type { UserId } from "../../model/ids.ts";
import { type Clock, type Instant, second } from "../../model/time.ts";
import type { User } from "../../model/user.ts";
import type { Database } from "../kv/database.ts";
import { findUser } from "./users.ts";

/** How long a change by another process may stay unseen, in milliseconds. */
const rememberMs = second;
const mostRemembered = 1000;

interface KnownUser {
  readonly user: Promise<User | undefined>;
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

  find(id: UserId): Promise<User | undefined> {
    const now = this.#clock.now();
    const known = this.#known.get(id);
    // When the clock was set back, the user is read again.
    if (known !== undefined && now >= known.at && now - known.at < rememberMs) return known.user;
    const user = findUser(this.#db, id);
    const entry = { user, at: now };
    this.#known.set(id, entry);
    // A missing user, or a failed read, is not remembered.
    const forget = () => {
      if (this.#known.get(id) === entry) this.#known.delete(id);
    };
    user.then((found) => found === undefined && forget(), forget);
    return user;
  }
}
