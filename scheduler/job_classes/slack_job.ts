import { callHttp, excerpt, HttpUrl, statusLine } from "./http/http_call.ts";
import type { AllowList } from "./http/allow_list.ts";
import { defineJobClass, type JobClass, type JobContext, JobFailure, z } from "./job_class.ts";
import { JobSecretName, readJobSecret, slackUrlName } from "./job_secret.ts";

const timeoutMs = 10_000;

interface Message {
  readonly url: string;
  readonly channel: string;
  readonly name: string;
  readonly icon: string;
  readonly text: string;
}

/**
 * A message to a Slack channel. The path of a webhook's URL is its password, so messages name the host alone. Clients
 * of the system before Carillon send four arguments, without the URL.
 */
export function slackJob(allow: AllowList): JobClass {
  return defineJobClass({
    name: "simple_scheduler.jobs.slack_job.SlackJob",
    relaysOutput: true,
    notes: "Sends a message to a Slack channel by an incoming webhook. With four arguments " +
      `(channel, name, icon, text) the variable ${slackUrlName} of the server holds the webhook.`,
    args: z.tuple([
      z.string().meta({
        title: "url",
        description: "The webhook's URL, or the name of an environment variable that begins " +
          "with JOB_SECRET_ and holds the URL. Left out in the form with four arguments.",
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
      z.string().min(1, "must not be empty").optional().meta({
        title: "text",
        description: "The message.",
      }),
    ]).superRefine(([first, , , fourth, text], context) => {
      if (text === undefined && fourth === "") {
        context.addIssue({ code: "custom", path: [3], message: "must not be empty" });
      }
      if (text === undefined || isWebhook(first)) return;
      context.addIssue({
        code: "custom",
        path: [0],
        message: "must be the webhook's URL or the name of a JOB_SECRET_ variable that holds it",
      });
    }),
    example: ["JOB_SECRET_SLACK_URL", "#team", "Carillon", ":bell:", "Standup, team! @channel"],
    impliedSecrets: (pubArgs) =>
      pubArgs.length === 4 && !isWebhook(String(pubArgs[0])) ? [slackUrlName] : [],
    run: (args, context) => send(allow, toMessage(args), context),
  });
}

type Arguments = readonly [string, string, string, string, (string | undefined)?];

function toMessage([first, second, third, fourth, fifth]: Arguments): Message {
  if (fifth !== undefined) {
    const url = isSecret(first) ? secretUrl(first) : first;
    return { url, channel: second, name: third, icon: fourth, text: fifth };
  }
  // Some clients send the URL and no icon.
  if (isWebhook(first)) {
    const url = isSecret(first) ? secretUrl(first) : first;
    return { url, channel: second, name: third, icon: "", text: fourth };
  }
  return { url: secretUrl(slackUrlName), channel: first, name: second, icon: third, text: fourth };
}

async function send(
  allow: AllowList,
  { url, channel, name, icon, text }: Message,
  context: JobContext,
): Promise<string> {
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
    label: host,
  }, context);
  const summary = `${host} answered ${statusLine(answer)}`;
  if (answer.status < 200 || answer.status > 299) {
    const said = excerpt(answer.body).replaceAll(pathname, "/…");
    throw new JobFailure(said === "" ? summary : `${summary}: ${said}`, {
      retryAfterMs: answer.retryAfterMs,
    });
  }
  context.log.info(summary);
  return summary;
}

function isWebhook(text: string): boolean {
  return HttpUrl.safeParse(text).success || isSecret(text);
}

function isSecret(text: string): boolean {
  return JobSecretName.safeParse(text).success;
}

function secretUrl(name: string): string {
  const url = HttpUrl.safeParse(readJobSecret(name));
  if (!url.success) throw new Error(`the environment variable ${name} holds no http(s) URL`);
  return url.data;
}
