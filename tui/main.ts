// The order counts: React reads NODE_ENV when it loads, and the guard must be set before anything can fail.
import "./terminal/env.ts";
import "./terminal/guard.ts";
import "./start.ts";
