import type { Alarm } from "../../../routes/contract/alarms/alarms.ts";
import type { Channel } from "../../../routes/contract/access/channels.ts";
import type { Job } from "../../../routes/contract/jobs/jobs.ts";
import { anId, iso, start } from "./builders.ts";

export function anAlarm(job: Pick<Job, "job_id" | "name">, given: Partial<Alarm> = {}): Alarm {
  const opened = given.opened_time ?? iso(start - 600_000);
  return {
    alarm_id: anId(),
    kind: "failed",
    state: "open",
    subject: { kind: "job", id: job.job_id, name: job.name },
    category_id: 1,
    opened_time: opened,
    last_time: opened,
    count: 1,
    reason: "exit status 1",
    first_execution_id: "",
    last_execution_id: "",
    acknowledged: null,
    snoozed_until: "",
    closed_time: "",
    closed_by: "",
    urgent: false,
    notices: 1,
    history: [{ time: opened, event: "opened", user: "", note: "" }],
    ...given,
  };
}

export function aChannel(given: Partial<Channel> = {}): Channel {
  return {
    id: anId(),
    name: "On call",
    kind: "webhook",
    category_id: null,
    target: "hooks.example.org",
    url_set: true,
    secret_set: true,
    language: "en",
    quiet_hours: null,
    smtp: null,
    job_id: anId(),
    last_sent_at: iso(start - 60_000),
    failing_since: "",
    last_error: "",
    created_at: iso(start - 86_400_000),
    updated_at: iso(start - 86_400_000),
    ...given,
  };
}
