/** The resources of the API, in the order in which they are shown. */
export const tags = [
  { name: "auth", title: "Authentication", description: "Log in, and see who a token belongs to." },
  { name: "jobs", title: "Jobs", description: "What runs, and when." },
  { name: "executions", title: "Executions", description: "Each run of a job." },
  { name: "alarms", title: "Alarms", description: "What went wrong, and who looks after it." },
  { name: "categories", title: "Categories", description: "Who sees which jobs." },
  { name: "users", title: "Users", description: "Who may use the API." },
  { name: "logs", title: "Audit log", description: "Who changed what." },
  { name: "job classes", title: "Job classes", description: "What jobs can do." },
  {
    name: "schedules",
    title: "Schedules",
    description: "See when a schedule fires before you save it.",
  },
  {
    name: "calendars",
    title: "Calendars",
    description: "Days and times on which jobs fire or do not fire.",
  },
  {
    name: "maintenance",
    title: "Maintenance",
    description: "Pauses of a category or of everything.",
  },
  { name: "stats", title: "Statistics", description: "How the service is doing, in figures." },
  { name: "live", title: "Live", description: "Events, as they happen." },
  { name: "api_keys", title: "API keys", description: "Tokens for machines." },
  { name: "channels", title: "Channels", description: "Where alarms are told." },
  {
    name: "monitors",
    title: "Monitors",
    description: "Jobs that run elsewhere, and ping.",
  },
  { name: "health", title: "Server health", description: "For operators of the server." },
  { name: "docs", title: "Documentation", description: "The description of this API." },
] as const;
