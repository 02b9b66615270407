/** What raises an alarm. `docs/alarms.md` says when each is raised and closed. */
export const alarmKinds = ["failed", "missed", "late", "long", "overdue"] as const;
export type AlarmKind = typeof alarmKinds[number];

export const alarmStates = ["open", "closed"] as const;
export type AlarmState = typeof alarmStates[number];

/** What happened to an alarm. `counted` is not kept in its history: its count says it. */
export const alarmEvents = ["opened", "acknowledged", "snoozed", "closed"] as const;
export type AlarmEvent = typeof alarmEvents[number];

/** What a notice tells. */
export const alarmNoticeKinds = ["opened", "repeated", "closed"] as const;
export type AlarmNoticeKind = typeof alarmNoticeKinds[number];
