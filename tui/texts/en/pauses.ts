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
    pauseCategory: (name: string) => `Pause category ${name}`,
    notPaused: (name: string) => `Category ${name} is not paused.`,
    endCategory: (name: string) => `End the pause of category ${name}?`,
    keysInForce: "enter change · ctrl+x end it · tab next · space turns · esc close",
    begun: (name: string) =>
      name === "" ? "maintenance begins: nothing fires" : `category ${name} is paused`,
    ended: (name: string) => name === "" ? "maintenance is over" : `category ${name} fires again`,
    none: "There is no maintenance.",
    endTitle: "End the maintenance?",
    endEffect: "Jobs fire again by their schedules.",
    paused: (reason: string) => `paused: ${reason}`,
  },
} as const;
