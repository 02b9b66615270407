// In this order: React reads NODE_ENV when it loads, and the guard must stand before anything can fail.
import "./env.ts";
import "./guard.ts";
import "./main.tsx";
