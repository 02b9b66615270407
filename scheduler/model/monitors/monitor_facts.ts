/** `late`: a ping is expected, and its grace lasts. `new`: there was no ping yet. */
export const monitorStates = ["new", "up", "late", "down", "paused"] as const;
export type MonitorCondition = typeof monitorStates[number];

/** `ignored`: it came while the monitor was paused, and only a person resumes the monitor. */
export const pingKinds = ["start", "success", "fail", "log", "ignored"] as const;
export type PingKind = typeof pingKinds[number];
