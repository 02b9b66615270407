import type { App } from "../app.ts";

/** The answer to a new monitor or a new key. */
export interface PingAddress {
  readonly ping_path: string;
}

/** Shows the ping address of a monitor until it is dismissed. Nothing can show its key again. */
export function showPingAddress(app: App, name: string, { ping_path }: PingAddress): void {
  const secret = new URL(ping_path, app.state.session.server).href;
  const title = app.t.monitors.addressTitle(name);
  app.dispatch({
    type: "overlay_shown",
    overlay: { kind: "secret", name, title, secret, isCopied: false, isWarned: false },
  });
}
