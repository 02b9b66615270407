import { key } from "../key_names.ts";

/** The filter line: its fields, and what it does not know. */
export const filtering = {
  filtering: {
    noField: (name: string, known: string) => `${name}: is no field here. Fields: ${known}`,
    noValue: (name: string, value: string, known: string) =>
      `${name}: does not know ${value}. Known: ${known}`,
    helpTitle: (tab: string) => `Filter: ${tab}`,
    helpKeys: "tab completes · ? or esc closes",
    grammar: [
      "word           rows that contain it; all words must match",
      "!word          rows that do not contain it",
      "~wrd           its letters in this order",
      '"two words"    with a blank',
      "field:a,b      one of the values in this field",
    ],
    saved: `"name filter" (${key("palette")}) keeps a filter, ${key("named_filters")} lists them`,
    fields: {
      name: "the name",
      state: "the state",
      class: "the job class",
      cron: "the schedule",
      zone: "the time zone",
      category: "the category",
      calendar: "a calendar that the job uses",
      next: "the next fire, in UTC: 2026-11-22t14",
      id: "the id",
      job: "the name or the id of the job",
      trigger: "who or what started it",
      since: "due since: 30m, 2h, 3d, 1w, ever",
      on: "due on a day: today, yesterday, mon, 2026-11-22",
      at: "ended in a minute, an hour or a day of UTC: 2026-11-22t14",
      until: "due at this time of UTC or before",
      description: "the reason of the end",
      result: "the result",
      reason: "why it was started",
      host: "where it ran",
      attempt: "the number of the attempt",
      user: "who did it",
      who: "who did it",
      event: "what was done",
      object: "what it was done to",
      text: "any text of the row",
    },
  },
} as const;
