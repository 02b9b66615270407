import type { App } from "../app.ts";
import type { OverlayOf } from "../state/overlay.ts";
import { emptyField, fieldOf } from "../terminal/text_field.ts";
import { logOut } from "../server/session.ts";
import { show } from "./overlay.ts";
import { toast } from "./toasts.ts";

/** Opens the log-in form with the server and user of the session. */
export function askLogIn(app: App, reason: OverlayOf<"login">["reason"]): void {
  // The box of a new secret stays until the user closes it. Then it asks for the log-in.
  if (app.state.overlay.overlay?.kind === "secret") return;
  const { server, username } = app.state.session;
  show(app, {
    kind: "login",
    server: fieldOf(server),
    username: fieldOf(username),
    password: emptyField,
    focus: username === "" ? "username" : "password",
    isBusy: false,
    error: "",
    reason,
    ...(reason === "lapsed" ? { cameAt: app.clock.now() } : {}),
  });
}

/** Without an answer of the server, its token stays good until it expires: the user is told. */
export async function logOutAndTell(app: App): Promise<void> {
  const failure = await logOut(app);
  if (failure !== undefined) toast(app, "warn", app.t.notices.tokenStays(failure.error));
}
