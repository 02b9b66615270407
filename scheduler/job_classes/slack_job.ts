import { callHttp, excerpt, HttpUrl, statusLine } from "./http/http_call.ts";
import type { AllowList } from "./http/allow_list.ts";
import { defineJobClass, type JobClass, z } from "./job_class.ts";
import { JobSecretName, readJobSecret } from "./job_secret.ts";

const timeoutMs = 10_000;

/** The path of a webhook's URL is its password: messages name the host alone. */
export function slackJob(allow: AllowList): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.slack_job.SlackJob",
    notes: "Sends a message to a Slack channel by an incoming webhook.",
    args: z.tuple([
      z.union([HttpUrl, JobSecretName], {
        error: "must be the webhook's URL or the name of a JOB_SECRET_ variable that holds it",
      }).meta({
        title: "url",
        description: "The webhook's URL, or, so that it stands in no job, the name of an " +
          "environment variable that begins with JOB_SECRET_ and holds it.",
      }),
      z.string().meta({
        title: "channel",
        description: '#channel or @user; "" for the webhook\'s own.',
      }),
      z.string().meta({
        title: "name",
        description: "The sender's name; \"\" for the webhook's own.",
      }),
      z.string().meta({
        title: "icon",
        description: "An emoji such as :bell: or an image's URL; \"\" for the webhook's own.",
      }),
      z.string().min(1, "must not be empty").meta({ title: "text", description: "The message." }),
    ]),
    example: ["JOB_SECRET_SLACK_URL", "#team", "Carillon", ":bell:", "Standup, team! @channel"],
    async run([webhook, channel, name, icon, text], { signal, log }) {
      const url = JobSecretName.safeParse(webhook).success ? secretUrl(webhook) : webhook;
      const { host, pathname } = new URL(url);
      const answer = await callHttp(allow, {
        url,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          ...(channel === "" ? {} : { channel }),
          ...(name === "" ? {} : { username: name }),
          ...(icon === "" ? {} : { [icon.includes("://") ? "icon_url" : "icon_emoji"]: icon }),
          text,
          link_names: true,
        }),
        followRedirects: false,
        timeoutMs,
        signal,
        label: host,
      });
      const summary = `${host} answered ${statusLine(answer)}`;
      if (answer.status < 200 || answer.status > 299) {
        const said = excerpt(answer.body).replaceAll(pathname, "/…");
        throw new Error(said === "" ? summary : `${summary}: ${said}`);
      }
      log.info(summary);
      return summary;
    },
  });
}

function secretUrl(name: string): string {
  const url = HttpUrl.safeParse(readJobSecret(name));
  if (!url.success) throw new Error(`the environment variable ${name} holds no http(s) URL`);
  return url.data;
}
