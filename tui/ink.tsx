import { render } from "ink";
import type { App } from "./app.ts";
import { Dashboard, type InkControls } from "./dashboard.tsx";

/** Hands the terminal to Ink. @param onControls is called once, before Ink's first frame. */
export function renderDashboard(app: App, onControls: (controls: InkControls) => void) {
  return render(<Dashboard app={app} onControls={onControls} />, {
    alternateScreen: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
}
