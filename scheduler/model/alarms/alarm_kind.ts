/** What raises an alarm. `docs/alarms.md` says when each is raised and closed. `unsent` is of a channel. */
export const alarmKinds = ["failed", "missed", "late", "long", "overdue", "unsent"] as const;
export type AlarmKind = typeof alarmKinds[number];

/** The kinds that rules of jobs, categories and the server decide. */
export type RuledKind = Exclude<AlarmKind, "unsent">;

/** What alarms are about. */
export const alarmSubjects = ["job", "monitor", "channel"] as const;

export const alarmStates = ["open", "closed"] as const;
export type AlarmState = typeof alarmStates[number];

/** What happened to an alarm. `counted` is not kept in its history: its count says it. */
export const alarmEvents = ["opened", "acknowledged", "snoozed", "closed"] as const;
export type AlarmEvent = typeof alarmEvents[number];

/** What a notice tells. */
export const alarmNoticeKinds = ["opened", "repeated", "closed"] as const;
export type AlarmNoticeKind = typeof alarmNoticeKinds[number];
