import { type Act, idsOf } from "./act.ts";
import type { App, KeptSession } from "../app.ts";
import type { Answer, Failure } from "../server/http.ts";
import { eachAtOnce } from "../server/each_at_once.ts";
import { executionOf } from "../screens/executions/list.ts";
import { refusalOf } from "../state/selectors.ts";

const toastMs = 8000;
/** Enough to be quick, few enough not to be a flood. */
const atOnce = 8;

/** What talks to the server for a key; what it did is told by a toast, what changed by the feed. */
export class Actions {
  readonly #app: App;
  /** Set by use_live.ts: read everything again. */
  reloadAll: () => void = () => {};
  /** Set by use_live.ts: a token came, or went. */
  sessionChanged: () => void = () => {};

  constructor(app: App) {
    this.#app = app;
  }

  toast(tone: "ok" | "bad" | "warn", text: string, undo?: Act): void {
    const toast = { tone, text, until: this.#app.state.now + toastMs };
    this.#app.dispatch({ type: "toasted", toast, ...(undo === undefined ? {} : { undo }) });
  }

  fail(failure: Failure): void {
    const [detail] = failure.details;
    const isSaid = detail === undefined || failure.error.includes(detail.reason);
    this.toast(
      "bad",
      isSaid ? failure.error : `${failure.error} ${detail.field}: ${detail.reason}`,
    );
  }

  /** Does it, on each thing it is about; says how it went, and keeps how to undo it. */
  async perform(act: Act): Promise<boolean> {
    const refusal = refusalOf(this.#app.state, "change");
    if (refusal !== undefined) {
      this.toast("warn", this.#app.t.refusals[refusal]);
      return false;
    }
    const ids = idsOf(act);
    const names = new Map(ids.map((id) => [id, this.#nameOf(act, id)]));
    const done: string[] = [];
    let failure: Failure | undefined;
    await eachAtOnce(ids, atOnce, async (id) => {
      const answer = await this.#once(act, id);
      if (!answer.ok) failure ??= answer.failure;
      else if (isRefusedRun(answer.value)) failure ??= refusedRun(answer.value.description ?? "");
      else done.push(id);
    });
    if (failure !== undefined && ids.length === 1) this.fail(failure);
    else if (failure !== undefined) {
      const text = this.#app.t.notices.someFailed(
        ids.length - done.length,
        ids.length,
        failure.error,
      );
      this.toast("bad", text, undoOf(act, done));
    } else this.toast("ok", this.#doneText(act, ids, names), undoOf(act, done));
    return failure === undefined;
  }

  async undo(): Promise<void> {
    const { undo } = this.#app.state.notices;
    if (undo === undefined) return this.toast("warn", this.#app.t.notices.nothingToUndo);
    this.#app.dispatch({ type: "undone" });
    await this.perform(undo.act);
  }

  async #once(act: Act, id: string): Promise<Answer<unknown>> {
    const client = await this.#app.client();
    switch (act.kind) {
      case "run_jobs":
        return client.runJob(id, act.body);
      case "pause_jobs":
        return client.pauseJob(id);
      case "resume_jobs":
        return client.resumeJob(id);
      case "delete_jobs":
        return client.deleteJob(id);
      case "stop_executions":
        return client.stopExecution(id);
      case "retry_executions":
        return client.retryExecution(id);
      case "change_jobs":
        return client.changeJob(id, act.body);
      case "delete_categories":
        return this.#gone("category_gone", id, await client.deleteCategory(Number(id)));
      case "delete_users":
        return this.#gone("user_gone", id, await client.deleteUser(Number(id)));
      case "revoke_keys":
        return this.#gone("api_key_gone", id, await client.deleteApiKey(Number(id)));
    }
  }

  /** Of these the feed tells nothing. */
  #gone(type: "category_gone" | "user_gone" | "api_key_gone", id: string, answer: Answer<unknown>) {
    if (answer.ok) this.#app.dispatch({ type, id: Number(id) });
    return answer;
  }

  #nameOf({ kind }: Act, id: string): string {
    const { jobs, categories, users, apiKeys } = this.#app.state;
    if (kind === "delete_categories") return categories.byId.get(Number(id))?.name ?? id;
    if (kind === "delete_users") return users.byId.get(Number(id))?.username ?? id;
    if (kind === "revoke_keys") return apiKeys.byId.get(Number(id))?.name ?? id;
    return jobs.byId.get(id)?.name ?? executionOf(this.#app.state, id)?.job.name ?? id;
  }

  #doneText(act: Act, ids: readonly string[], names: ReadonlyMap<string, string>): string {
    const { notices, admin } = this.#app.t;
    const [first = ""] = ids;
    const [one, many] = ({
      run_jobs: [notices.ran, notices.ranMany],
      pause_jobs: [notices.paused, notices.pausedMany],
      resume_jobs: [notices.resumed, notices.resumedMany],
      delete_jobs: [notices.deleted, notices.deletedMany],
      stop_executions: [notices.stopping, notices.stoppingMany],
      retry_executions: [notices.retried, notices.retriedMany],
      change_jobs: [admin.changedBack, admin.changedBackMany],
      delete_categories: [notices.deleted, admin.deletedMany],
      delete_users: [notices.deleted, admin.deletedMany],
      revoke_keys: [admin.revoked, admin.revokedMany],
    } as const)[act.kind];
    return ids.length === 1 ? one(names.get(first) ?? first) : many(ids.length);
  }

  /** @returns what went wrong, in words; `undefined`: logged in. */
  async logIn(server: string, username: string, password: string): Promise<string | undefined> {
    const app = this.#app;
    const client = await app.client();
    const answer = await client.logIn(server, username, password);
    if (!answer.ok) {
      const { logIn } = app.t.dialogs;
      const { status, error } = answer.failure;
      if (status === 0) return logIn.noServer(server, error);
      return status === 401 ? logIn.wrong : error;
    }
    const { token, user } = answer.value;
    // Answers that came with this one have their turn before what they are of is left.
    await new Promise((resolve) => setTimeout(resolve));
    const before = app.state.session;
    if (before.server === server && before.account?.id === user.id) {
      client.setToken(token);
      app.dispatch({ type: "logged_in", account: user, server });
      this.sessionChanged();
    } else this.goTo({ server, username: user.username, token, account: user });
    await app.memory.saveToken(server, user.username, { token, account: user });
    return undefined;
  }

  /** Leaves what one is at, with all that is shown of it; without a token one has to log in there. */
  goTo({ server, username, token, account }: Whereto): void {
    this.#app.connect(server, token);
    const as = account === undefined ? {} : { account };
    this.#app.dispatch({ type: "session_replaced", server, username, ...as });
    this.sessionChanged();
  }

  async logOut(): Promise<void> {
    const { server, username } = this.#app.state.session;
    this.#app.connect(server, undefined);
    this.#app.dispatch({ type: "logged_out" });
    this.sessionChanged();
    await this.#app.memory.saveToken(server, username, undefined);
  }
}

/** A server, and who one is there. */
export interface Whereto {
  readonly server: string;
  readonly username: string;
  readonly token?: string;
  readonly account?: KeptSession["account"];
}

interface Ran {
  readonly state?: unknown;
  readonly description?: string;
}

/** The job's overlap rule did not let it run: the call was good, the run was not. */
function isRefusedRun(value: unknown): value is Ran {
  return (value as Ran).state === "scheduled error";
}

function refusedRun(error: string): Failure {
  return { status: 200, code: "not_run", error, details: [] };
}

function undoOf(act: Act, ids: readonly string[]): Act | undefined {
  if (ids.length === 0) return undefined;
  if (act.kind === "pause_jobs") return { kind: "resume_jobs", jobIds: ids };
  if (act.kind === "resume_jobs") return { kind: "pause_jobs", jobIds: ids };
  return undefined;
}
