/** Pauses with a reason, and maintenance. */
export const pauses = {
  pauses: {
    labels: { reason: "Reason", until: "Until", fires: "Fires" },
    fires: { skip: "skip them, with the reason", make_up: "make up for them afterwards" },
    untilHelp: "Until: 2h, 08:00, 2026-11-22T08:00; empty: until somebody ends it.",
    keys: "enter pause · tab next · space turns the choice · esc close",
    noReason: "A reason is needed.",
    notATime: "Such as 2h, 08:00 or 2026-11-22T08:00; not in the past.",
    pauseJob: (name: string) => `Pause ${name}`,
    pauseJobs: (count: number) => `Pause ${count} jobs`,
    maintenanceTitle: "Maintenance: pause everything",
    maintenance: "Maintenance",
    category: (name: string) => `Category ${name} is paused`,
    until: (time: string) => `until ${time}`,
    others: (count: number) => `+${count}`,
    begun: "maintenance begins: nothing fires",
    ended: "maintenance is over",
    none: "There is no maintenance.",
    endTitle: "End the maintenance?",
    endEffect: "Jobs fire again by their schedules.",
    paused: (reason: string) => `paused: ${reason}`,
  },
} as const;
