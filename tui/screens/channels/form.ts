import type { Channel } from "../../../routes/contract/access/channels.ts";
import { toastSaved } from "../../forms/saying_saved.ts";
import { byHandTitle } from "../../forms/by_hand.ts";
import { type Body, editedId, type FormKind } from "../../forms/form_kind.ts";
import { formScreen } from "../../forms/form_screen.ts";
import { shownJson, shownText } from "../../forms/shown.ts";
import { categoryName } from "../../state/selectors.ts";
import { fieldOfDetail, fieldsOf, read } from "./form_fields.ts";
import { readChannels } from "./reading.ts";

/** The form of a channel. Its secrets are typed and never shown: an empty field keeps what is there. */
export const channelForm: FormKind = {
  title(view, { form, t }) {
    if (editedId(view) === undefined) return t.channels.newChannel;
    const channel = (form.base?.record ?? {}) as Partial<Channel>;
    return byHandTitle(t.channels.editChannel(shownText(channel.name ?? "")), [channel], t);
  },
  fields: fieldsOf,
  blank: () => ({
    ...{ kind: "webhook", category_id: "", language: "en" },
    ...{ port: "587", security: "starttls" },
  }),
  valuesOf(record) {
    const { name, kind, category_id, language, quiet_hours, smtp } = record as Partial<Channel>;
    const { from, to, time_zone } = quiet_hours ?? {};
    const texts = {
      ...{ name, kind, language },
      category_id: category_id === null ? "" : category_id,
      quiet_hours: from === undefined ? "" : `${from}-${to} ${time_zone}`,
      ...{ host: smtp?.host, port: smtp?.port, security: smtp?.security },
      ...{ username: smtp?.username, from: smtp?.from, to: smtp?.to.join(", ") },
    };
    const given = Object.entries(texts).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([field, value]) => [field, String(value)]));
  },
  partsOf(record) {
    const { name, kind, category_id, language, quiet_hours, smtp } = record as Channel;
    return { name, kind, category_id, language, quiet_hours, smtp };
  },
  read,
  partText(part, value, { state, t }) {
    // Secrets are not shown, not even their length.
    if (part === "url" || part === "secret") return value === undefined ? "" : "********";
    if (part === "category_id") {
      return value === null ? t.channels.everything : categoryName(state, Number(value));
    }
    return shownJson(value ?? "");
  },
  bodyOf: (parts) => parts as Body,
  fieldOf: fieldOfDetail,
  bodyFields: ["name", "kind", "category_id", "language", "quiet_hours", "smtp"],
  load: (client, id) => client.channelToEdit(id),
  save: (client, id, body, { etag, once }) =>
    id === undefined ? client.createChannel(body, once) : client.changeChannel(id, body, etag),
  async saved(app, saved) {
    toastSaved(app, "channel", saved, ["url", "secret"]);
    const made = (saved.answer as { id: string }).id;
    app.dispatch({ type: "list_selected", list: "channels", ids: [], id: made });
    await readChannels(app);
  },
};

export const channelFormScreen = formScreen("channel_form", channelForm);
