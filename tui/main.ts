// In this order: React reads NODE_ENV when it loads, and the guard must stand before anything can fail.
import "./terminal/env.ts";
import "./terminal/guard.ts";
import "./main.tsx";
