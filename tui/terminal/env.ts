// The development build of React takes twice as long for a frame.
Deno.env.set("NODE_ENV", "production");
// Ink obeys FORCE_COLOR only. The dashboard reads NO_COLOR itself (start.ts).
if (Deno.env.get("NO_COLOR")) Deno.env.set("FORCE_COLOR", "0");
