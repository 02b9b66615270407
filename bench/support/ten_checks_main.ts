/** The service on a database that takes 10 checks in a commit, as a `denokv` server does. */
import { localLimits, sharedServerLimits } from "../../scheduler/store/kv/database.ts";

Object.assign(localLimits, sharedServerLimits);

await import("../../main.ts");
