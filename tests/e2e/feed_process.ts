/** One of several processes that change jobs on one database file; started by feed_test.ts. */
import { defaultCategory } from "../../scheduler/model/category.ts";
import { Commit, commit } from "../../scheduler/store/kv/commit.ts";
import { openDatabase } from "../../scheduler/store/kv/database.ts";

const [path = "", name = "", clockMs = "0", count = "0"] = Deno.args;
const db = await openDatabase(path);

/** Several commits are on their way at once, and each batch carries the moment at which it began. */
const atOnce = 5;
for (let i = 0; i < Number(count); i += atOnce) {
  const plannedAt = Date.now() + Number(clockMs);
  await Promise.all(Array.from({ length: atOnce }, (_, j) => {
    const work = new Commit();
    work.changed({ kind: "job", id: `${name} ${i + j}`, categoryId: defaultCategory });
    return commit(db, work, plannedAt);
  }));
}
db.close();
