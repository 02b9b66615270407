import type { Job } from "../../routes/contract/jobs/jobs.ts";
import type { FormerJob, FormerPause } from "../state/act.ts";
import type { Client } from "./client.ts";
import type { Answer } from "./http.ts";
import type { Body } from "./watching_calls.ts";

/** The pause of the job itself; `false`: it has none. */
export function pauseBefore(job: Job): FormerPause | false {
  if (!job.paused) return false;
  const { paused_reason: reason, paused_until: until, paused_fires: fires } = job;
  return job.paused_scope === "job"
    ? { reason, until, fires }
    : { reason: "", until: "", fires: "" };
}

/** Puts former values back, unless the job was changed since: then the failure has the status 412. */
export async function restoreJob(
  client: Client,
  { id, etag, body, pause }: FormerJob,
  now: number,
): Promise<Answer<unknown>> {
  let tag = etag;
  if (pause !== undefined && !isOver(pause, now)) {
    const answer = await pausedAgain(client, id, pause, tag);
    if (!answer.ok || body === undefined) return answer;
    tag = answer.etag;
  }
  return body === undefined
    ? { ok: true, value: undefined }
    : await client.changeJob(id, body, tag);
}

/** Only the end of a pause takes its reason away. */
async function pausedAgain(
  client: Client,
  id: string,
  pause: FormerPause | false,
  etag: string | undefined,
) {
  if (pause !== false && pause.reason !== "") {
    return await client.pauseJob(id, pauseBody(pause), etag);
  }
  const answer = await client.resumeJob(id, etag);
  return pause === false || !answer.ok ? answer : await client.pauseJob(id, undefined, answer.etag);
}

/** A pause whose end has come would have ended by itself. */
function isOver(pause: FormerPause | false, now: number): boolean {
  return pause !== false && pause.until !== "" && Date.parse(pause.until) <= now;
}

function pauseBody({ reason, until, fires }: FormerPause): Body {
  return {
    reason,
    ...(until === "" ? {} : { until }),
    ...(fires === "" ? {} : { fires }),
  };
}
