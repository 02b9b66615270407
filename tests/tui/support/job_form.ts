import { aState, withJobs } from "./builders.ts";
import { aCategory, type FormServer } from "./form_server.ts";
import { TestTerminal } from "./terminal.tsx";

/** A terminal that shows the jobs, after a key that opens a form. */
export async function atForm(server: FormServer, key: string, size = { columns: 100, rows: 30 }) {
  const state = aState(...withJobs([server.job]), {
    type: "categories_read",
    categories: [aCategory(), aCategory({ id: 2, name: "reports" })],
  }, { type: "view_switched", screen: "jobs" });
  const terminal = new TestTerminal({ ...size, state, client: server.client });
  await terminal.press(key);
  return terminal;
}
