import { categoryChoices } from "../../forms/category_choices.ts";
import type { FormContext, FormField, Reading } from "../../forms/form_kind.ts";
import { textIn } from "../../forms/state.ts";
import type { Choice } from "../../state/overlay.ts";

const kinds = ["webhook", "slack", "email", "ntfy", "pagerduty", "msteams", "discord"] as const;
type Kind = typeof kinds[number];

/** The kinds whose URL is where to send. PagerDuty has one of its own. */
const urlKinds: readonly Kind[] = ["webhook", "slack", "ntfy", "msteams", "discord"];
const secretKinds: readonly Kind[] = ["webhook", "ntfy", "pagerduty", "email"];

function kindOf({ form }: FormContext): Kind {
  return kinds.find((kind) => kind === textIn(form, "kind")) ?? "webhook";
}

/** The fields of the kind that is chosen. */
export function fieldsOf(context: FormContext): FormField[] {
  const { state, t } = context;
  const { labels, help, everything, secretOf } = t.channels.form;
  const kind = kindOf(context);
  const text = (name: keyof typeof labels, more: Partial<FormField> = {}): FormField => (
    { name, label: labels[name], help: help[name], kind: "text", ...more }
  );
  const choice = (name: keyof typeof labels, choices: readonly Choice[]) =>
    text(name, { kind: "choice", choices });
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return [
    text("name"),
    choice("kind", plain(kinds)),
    choice("category_id", [{ value: "", label: everything }, ...categoryChoices(state)]),
    ...(urlKinds.includes(kind) ? [text("url", { kind: "secret" })] : []),
    ...(kind === "email"
      ? [
        text("host"),
        text("port"),
        choice("security", plain(["starttls", "tls", "none"])),
        text("username"),
      ]
      : []),
    ...(secretKinds.includes(kind)
      ? [text("secret", { kind: "secret", label: secretOf[kind as keyof typeof secretOf] })]
      : []),
    ...(kind === "email" ? [text("from"), text("to")] : []),
    choice("language", [
      { value: "en", label: "English" },
      { value: "zh-TW", label: "繁體中文" },
    ]),
    text("quiet_hours", { placeholder: t.admin.never }),
  ];
}

export function read(context: FormContext): Reading {
  const { form, t } = context;
  const kind = kindOf(context);
  const errors: Record<string, string> = {};
  const text = (name: string) => textIn(form, name).trim();
  const need = (name: string) => {
    if (text(name) === "") errors[name] = t.form.required;
  };
  need("name");
  const isNew = form.base === undefined;
  if (isNew && urlKinds.includes(kind)) need("url");
  if (kind === "email") ["host", "from", "to"].forEach(need);
  const quiet = quietOf(text("quiet_hours"));
  if (quiet === undefined) errors.quiet_hours = t.channels.form.wrongQuiet;
  const category = text("category_id");
  const secrets = ["url", "secret"].filter((name) => textIn(form, name) !== "")
    .filter((name) => (name === "url" ? urlKinds : secretKinds).includes(kind));
  return {
    parts: {
      name: text("name"),
      kind,
      category_id: category === "" ? null : Number(category),
      ...Object.fromEntries(secrets.map((name) => [name, textIn(form, name)])),
      language: text("language"),
      quiet_hours: quiet ?? null,
      smtp: kind === "email" ? smtpOf(text) : null,
    },
    errors,
  };
}

function smtpOf(text: (name: string) => string) {
  return {
    host: text("host"),
    port: Number(text("port") || "587"),
    security: text("security"),
    username: text("username"),
    from: text("from"),
    to: text("to").split(",").map((one) => one.trim()).filter((one) => one !== ""),
  };
}

/** `22:00-07:00 Asia/Taipei`. @returns null for none; `undefined`: it cannot be read. */
function quietOf(text: string) {
  if (text === "") return null;
  const [, from, to, time_zone] = /^(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s+(\S+)$/.exec(text) ?? [];
  return from === undefined || to === undefined || time_zone === undefined
    ? undefined
    : { from, to, time_zone };
}

/** `smtp.host` is the field `host`, and `quiet_hours.from` the field `quiet_hours`. */
export function fieldOfDetail(detail: string): string {
  const [first = "", second] = detail.split(".");
  return first === "smtp" && second !== undefined ? second : first;
}
