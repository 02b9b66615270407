import assert from "node:assert/strict";
import { httpKinds } from "../../../scheduler/notifications/kinds/http_kinds.ts";
import type { HttpKind } from "../../../scheduler/notifications/kinds/message_request.ts";
import { messageOf } from "../../../scheduler/notifications/texts/message.ts";
import { aNotice } from "../../support/channels.ts";

const outputs = new Map([["0193a5f0c4e07b8e9d3f5a6b7c8d9e03", ["<b> & ```", "@everyone"]]]);

// deno-lint-ignore no-explicit-any -- each service has a body of its own
function requestOf(kind: HttpKind, given = aNotice(), url = "https://hooks.test/a/b"): any {
  const message = messageOf([given], "en", { publicUrl: "https://c.test", outputs });
  const parts = { id: "f".repeat(32), at: 0, url, secret: "key", message, notices: [given] };
  return httpKinds[kind](parts);
}

Deno.test("slack gets mrkdwn in which output cannot make links or end its block", () => {
  const { body } = requestOf("slack");

  assert.match(body.text, /^\*nightly failed\*\nJob: nightly\n/);
  assert.match(body.text, /&lt;b&gt; &amp; '''/);
  assert.equal(body.text.split("```").length, 3);
});

Deno.test("discord gets at most 2,000 characters, which call nobody", () => {
  const { body } = requestOf("discord", aNotice({ reason: "x".repeat(5000) }));

  assert.equal(body.content.length, 2000);
  assert.deepEqual(body.allowed_mentions, { parse: [] });
});

Deno.test("msteams gets an Adaptive Card with the link", () => {
  const { body } = requestOf("msteams");

  const [{ content }] = body.attachments;
  assert.equal(content.type, "AdaptiveCard");
  assert.equal(content.body[0].text, "nightly failed");
  assert.match(content.actions[0].url, /^https:\/\/c\.test\/api\/v1\/executions\//);
});

Deno.test("ntfy gets JSON at the root, with the topic, the token and a priority", () => {
  const { url, headers, body } = requestOf(
    "ntfy",
    aNotice({ isUrgent: true }),
    "https://n.test/x/t%C3%A9",
  );

  assert.equal(url, "https://n.test/x/");
  assert.deepEqual(headers, { authorization: "Bearer key" });
  assert.equal(body.topic, "té");
  assert.equal(body.priority, 5);
});

Deno.test("pagerduty gets an incident for each alarm, which its end resolves", () => {
  const opened = requestOf("pagerduty").body;
  const closed = requestOf("pagerduty", aNotice({ what: "closed", closedAt: 1 })).body;

  assert.equal(opened.routing_key, "key");
  assert.equal(opened.event_action, "trigger");
  assert.equal(opened.payload.severity, "error");
  assert.equal(closed.event_action, "resolve");
  assert.equal(closed.dedup_key, opened.dedup_key);
});
