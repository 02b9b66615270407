import { strict as assert } from "node:assert";
import { logInLimits } from "../../../scheduler/auth/login_guard.ts";
import type { KeptSession } from "../../../tui/app.ts";
import { logIn } from "../../../tui/server/session.ts";
import { day } from "../../../scheduler/model/time.ts";
import { testApi } from "../../support/app.ts";
import { anAccount, aState } from "../support/builders.ts";
import { clientOf } from "../support/real_server.ts";
import { aTestApp } from "../support/test_app.ts";

const url = "http://127.0.0.1:8888";
const password = "reader's password";

Deno.test("logIn() sends the kept token of the user, so that the lock lets the known device through", async () => {
  await using api = await testApi();
  const { token = "" } = api.reader;
  const session = { token, account: anAccount({ id: api.users.reader.id, username: "reader" }) };
  const dashboard = (...kept: (readonly [string, KeptSession])[]) =>
    aTestApp(aState({ type: "session_lapsed" }), clientOf(api), { kept }).app;
  api.clock.advance(20 * day); // the token has expired
  for (let i = 0; i < logInLimits.address.failures; i++) {
    await api.nobody.post("/auth/login", { username: `guess${i}`, password });
  }

  const unknown = await logIn(dashboard(), url, "reader", password);
  const ofOther = await logIn(dashboard([url, session]), url, "changer", "changer's password");
  const known = await logIn(dashboard([url, session]), url, "reader", password);

  assert.match(unknown ?? "", /wait|many/i);
  assert.match(ofOther ?? "", /wait|many/i);
  assert.equal(known, undefined);
});

Deno.test("logIn() sends a token only to the server that gave it, and for the user that it names", async () => {
  const sent: (string | undefined)[] = [];
  const client = {
    logIn: (_server: string, _user: string, _password: string, known?: string) => {
      sent.push(known);
      return Promise.resolve(
        {
          ok: false,
          failure: { status: 401, code: "unauthorized", error: "no", details: [] },
        } as const,
      );
    },
  };
  const session = { token: "KEPT", account: anAccount({ username: "mika" }) };
  const { app } = aTestApp(aState(), client, { kept: [[url, session]] });

  await logIn(app, `${url}/`, "mika", "x");
  await logIn(app, "http://other.example.com", "mika", "x");
  await logIn(app, url, "admin", "x");
  await logIn(app, url, "", "x");

  assert.deepEqual(sent, ["KEPT", undefined, undefined, undefined]);
});
