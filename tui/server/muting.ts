import type { Alarm } from "../../routes/contract/alarms/alarms.ts";
import type { Client } from "./client.ts";
import type { Answer } from "./http.ts";

/**
 * Switches off the rule that raises an alarm, in the job that it is about. The server then closes the alarm. The other
 * rules of the job stay: they are read right before, and the change is refused when somebody changes the job meanwhile.
 */
export async function muteAlarm(
  client: Client,
  alarm: Alarm | undefined,
): Promise<Answer<unknown>> {
  if (alarm?.subject.kind !== "job") {
    const error = "Only alarms of jobs can be muted.";
    return { ok: false, failure: { status: 0, code: "not_a_job", error, details: [] } };
  }
  const { id } = alarm.subject;
  const answer = await client.jobToEdit(id);
  if (!answer.ok) return answer;
  const alarms = { ...answer.value.alarms, [alarm.kind]: false };
  return await client.changeJob(id, { alarms }, answer.etag);
}
