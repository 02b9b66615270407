import type { App } from "../app.ts";
import type { StartView } from "../state/view.ts";
import type { StateEvent } from "../state.ts";
import { withField } from "./executions/query.ts";
import { openView } from "../commands/navigation.ts";
import { toast } from "../commands/toasts.ts";

const isId = (text: string) => /^[0-9a-f]{32}$/.test(text);

/** The events that lead to the view. A job that is given by its name is opened once it is known. */
export function startEvents(view: StartView): StateEvent[] {
  switch (view.kind) {
    case "tab":
      return [
        { type: "view_switched", screen: view.tab },
        { type: "list_filtered", list: listOfTab(view.tab), filter: view.filter },
      ];
    case "run":
      return [
        { type: "view_switched", screen: "runs" },
        { type: "view_opened", view: { screen: "run", id: view.id } },
      ];
    case "job":
      return [
        { type: "view_switched", screen: "jobs" },
        isId(view.job)
          ? { type: "view_opened", view: { screen: "job", id: view.job } }
          : { type: "list_filtered", list: "jobs", filter: withField("", "name", view.job) },
      ];
  }
}

/** Opens the job of the view once the jobs are read. If none or several have the name, the list shows them. */
export function openNamed(app: App, view: StartView | undefined): void {
  if (view?.kind !== "job" || isId(view.job)) return;
  const look = () => {
    const { jobs, counting, view: { stack } } = app.state;
    const isLeft = stack.length !== 1 || stack[0]?.screen !== "jobs";
    const named = isLeft
      ? []
      : [...jobs.byId.values()].filter(({ name }) => name.toLowerCase() === view.job.toLowerCase());
    if (!isLeft && !counting.has("jobs")) return;
    stop();
    const [only] = named;
    if (isLeft) return;
    if (only === undefined) return toast(app, "warn", app.t.notices.noJob(view.job));
    if (named.length > 1) return;
    app.dispatch({ type: "list_filtered", list: "jobs", filter: "" });
    openView(app, "job", only.job_id);
  };
  const stop = app.store.subscribe(look);
  look();
}

function listOfTab(tab: string): string {
  if (tab === "home") return "home.attention";
  return tab === "audit" ? "audit.jobs" : tab;
}
