/** The service on a wall clock that differs by as many milliseconds as the file WRONG_CLOCK says at the moment. */
const path = Deno.env.get("WRONG_CLOCK") ?? "";
const now = Date.now;
const offsetMs = () => Number(Deno.readTextFileSync(path));

Date.now = () => now() + offsetMs();

await import("../../main.ts");
