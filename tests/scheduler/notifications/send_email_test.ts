import assert from "node:assert/strict";
import { parseAllowList } from "../../../scheduler/job_classes/mod.ts";
import type { Smtp } from "../../../scheduler/model/channels/channel.ts";
import { sendEmail } from "../../../scheduler/notifications/kinds/send_email.ts";
import { messageOf } from "../../../scheduler/notifications/texts/message.ts";
import { aNotice } from "../../support/channels.ts";
import { MailSink, tlsCert } from "../../support/sinks.ts";

const here = parseAllowList("localhost");
const id = "0193a5f0c4e07b8e9d3f5a6b7c8d9e0f";

function send(
  port: number,
  given: Partial<Smtp> = {},
  more: { allow?: string; password?: string; caCerts?: string[]; timeoutMs?: number } = {},
) {
  const { allow = "localhost", password = "pass word", caCerts = [tlsCert], timeoutMs = 10_000 } =
    more;
  const smtp: Smtp = {
    host: "localhost",
    port,
    security: "tls",
    username: "carillon",
    from: "Carillon <carillon@example.org>",
    to: ["oncall@example.org", "boss@example.org"],
    ...given,
  };
  const message = messageOf([aNotice()], "zh-TW", { outputs: new Map() });
  const email = { id, smtp, password, message, caCerts, timeoutMs };
  const context = { signal: AbortSignal.timeout(60_000) };
  return sendEmail(allow === "localhost" ? here : parseAllowList(allow), email, context);
}

Deno.test("sendEmail() sends text and HTML over TLS, with its key as Message-ID", async () => {
  await using sink = await MailSink.start({ secure: true });

  const answer = await send(sink.port);

  assert.match(answer, /^localhost answered 250 /);
  const [mail = ""] = sink.mails;
  assert.match(mail, new RegExp(`^Message-ID: <${id}@carillon>`, "mi"));
  assert.match(mail, /^From: Carillon <carillon@example\.org>/m);
  assert.match(mail, /^To: oncall@example\.org, boss@example\.org/m);
  assert.match(mail, /^Subject: =\?UTF-8\?/m);
  assert.match(mail, /text\/plain; charset=utf-8/i);
  assert.match(mail, /text\/html; charset=utf-8/i);
});

Deno.test("sendEmail() sends over STARTTLS", async () => {
  await using sink = await MailSink.start({ secure: false });

  await send(sink.port, { security: "starttls" });

  assert.equal(sink.mails.length, 1);
});

Deno.test("sendEmail() sends nothing without TLS where TLS is asked for", async () => {
  await using sink = await MailSink.start({ secure: false, disabledCommands: ["STARTTLS"] });

  await assert.rejects(send(sink.port, { security: "starttls" }), /STARTTLS|502|500/i);

  assert.equal(sink.mails.length, 0);
});

Deno.test("sendEmail() sends without TLS and log-in where it is told to", async () => {
  await using sink = await MailSink.start({ secure: false, authOptional: true });
  const { username: _, ...plain } = { username: "", security: "none" } as const;

  const smtp = { ...plain, host: "127.0.0.1" };
  const message = messageOf([aNotice()], "en", { outputs: new Map() });
  const from = { ...smtp, port: sink.port, from: "a@example.org", to: ["b@example.org"] };
  const email = { id, smtp: from, password: undefined, message };
  await sendEmail(parseAllowList("127.0.0.1"), email, { signal: AbortSignal.timeout(60_000) });

  assert.equal(sink.mails.length, 1);
});

Deno.test("sendEmail() fails for a wrong password, an unknown certificate and a refused recipient", async () => {
  await using sink = await MailSink.start({
    secure: true,
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith("boss") ? new Error("no such user") : undefined),
  });

  await assert.rejects(send(sink.port, {}, { password: "wrong" }), /535/);
  await assert.rejects(send(sink.port), /refused some of the recipients/);
  await assert.rejects(send(sink.port, {}, { caCerts: [] }), /certificate|UnknownIssuer/i);
});

Deno.test("sendEmail() reaches no private address that is not allowed", async () => {
  await using sink = await MailSink.start({ secure: true });

  await assert.rejects(send(sink.port, {}, { allow: "" }), /HTTP_JOB_ALLOW/);

  assert.equal(sink.mails.length, 0);
});

Deno.test("sendEmail() gives up on a server that says nothing", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const opened: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) opened.push(connection);
  })();

  await assert.rejects(
    send(listener.addr.port, { security: "none" }, { timeoutMs: 200 }),
    /Greeting never received|timeout/i,
  );

  listener.close();
  await accepting;
  for (const connection of opened) connection.close();
});
