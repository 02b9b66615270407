// React's development build takes twice the time for a frame.
Deno.env.set("NODE_ENV", "production");
// Ink's colours know FORCE_COLOR only. Ours are drawn by theme.ts, which reads NO_COLOR itself.
if (Deno.env.get("NO_COLOR")) Deno.env.set("FORCE_COLOR", "0");
