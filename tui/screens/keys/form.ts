import type { ApiKey } from "../../../routes/contract/access/api_keys.ts";
import { isDate, wallOf } from "../../texts/format.ts";
import { categoryName } from "../../state/selectors.ts";
import { textIn } from "../../forms/state.ts";
import { categoryChoices } from "../../forms/category_choices.ts";
import type { FormContext, FormKind } from "../../forms/form_kind.ts";
import { formScreen } from "../../forms/form_screen.ts";
import { shownJson } from "../../forms/shown.ts";
import { readApiKeys } from "./reading.ts";

const dayMs = 86_400_000;
const units = { d: dayMs, w: 7 * dayMs, m: 30 * dayMs, y: 365 * dayMs } as const;

/** The form of a new API key. A key cannot be changed. */
export const keyForm: FormKind = {
  title: (_, { t }) => t.form.newKey,
  fields({ state, t }) {
    const { help, accessChoices } = t.keys;
    const { parts } = t.form;
    return [
      { name: "name", label: parts.name, help: help.name, kind: "text" },
      {
        name: "access",
        label: parts.access,
        help: help.access,
        kind: "choice",
        choices: [
          { value: "read", label: accessChoices.read },
          { value: "change", label: accessChoices.change },
        ],
      },
      {
        name: "category_id",
        label: parts.category_id,
        help: help.category_id,
        kind: "choice",
        choices: categoryChoices(state),
      },
      {
        name: "expires_at",
        label: parts.expires_at,
        help: help.expires_at,
        kind: "text",
        placeholder: t.admin.never,
        choices: ["30d", "90d", "1y"].map((value) => ({ value, label: value })),
      },
    ];
  },
  blank: () => ({ access: "read", category_id: "1", expires_at: "90d" }),
  valuesOf: (record) =>
    Object.fromEntries(
      ["name", "access", "category_id", "expires_at"]
        .filter((name) => record[name] !== undefined && record[name] !== null)
        .map((name) => [name, String(record[name])]),
    ),
  partsOf(record) {
    const { name, access, category_id, expires_at } = record as ApiKey;
    return { name, access, category_id, expires_at };
  },
  read(context) {
    const { form, t } = context;
    const name = textIn(form, "name").trim();
    const until = expiry(context);
    return {
      parts: {
        name,
        access: textIn(form, "access"),
        category_id: Number(textIn(form, "category_id")),
        ...(until === undefined || until === "" ? {} : { expires_at: until }),
      },
      errors: {
        ...(name === "" ? { name: t.form.required } : {}),
        ...(until === undefined ? { expires_at: t.form.notADate } : {}),
      },
    };
  },
  partText(part, value, { state }) {
    if (part === "category_id") return categoryName(state, Number(value));
    return shownJson(value ?? "");
  },
  bodyOf: (parts) => parts,
  bodyFields: ["name", "access", "category_id", "expires_at"],
  fieldOf: (detail) => detail,
  load: () => Promise.reject(new Error("an API key cannot be edited")),
  save: (client, _, body, { once }) => client.createApiKey(body, once),
  async saved(app, { answer }) {
    const { name, secret, id } = answer as ApiKey & { secret: string };
    app.dispatch({
      type: "overlay_shown",
      overlay: { kind: "secret", name, secret, isCopied: false, isWarned: false },
    });
    app.dispatch({ type: "list_selected", list: "keys", ids: [], id: String(id) });
    await readApiKeys(app);
  },
};

export const keyFormScreen = formScreen("key_form", keyForm);

/** @returns ISO 8601; "" for never; `undefined`: not a date. A date means the end of its day. */
function expiry({ form, state }: FormContext): string | undefined {
  const text = textIn(form, "expires_at").trim().toLowerCase();
  if (text === "") return "";
  const [, count, unit] = /^(\d{1,4})\s*([dwmy])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    // The time is rounded to the day, so that the same request sent again is equal.
    const at = state.now + Number(count) * units[unit as keyof typeof units];
    return `${wallOf(at, "UTC").date}T23:59:59.000Z`;
  }
  const [date = "", time] = text.split(/[t ]/);
  if (!isDate(date)) return undefined;
  if (time === undefined) return `${date}T23:59:59.000Z`;
  const at = Date.parse(text.toUpperCase());
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
