/** The resources of the API, in the order in which they are shown. */
export const tags = [
  { name: "auth", title: "Authentication", description: "Log in, and see whose a token is." },
  { name: "jobs", title: "Jobs", description: "What is to run, and when." },
  { name: "executions", title: "Executions", description: "Each run of a job." },
  { name: "categories", title: "Categories", description: "Who sees which jobs." },
  { name: "users", title: "Users", description: "Who may use the API." },
  { name: "logs", title: "Audit log", description: "Who changed what." },
  { name: "job classes", title: "Job classes", description: "What jobs can do." },
  {
    name: "schedules",
    title: "Schedules",
    description: "When a schedule fires, before it is kept.",
  },
  { name: "stats", title: "Statistics", description: "How it goes, in figures." },
  { name: "live", title: "Live", description: "What happens, as it happens." },
  { name: "api_keys", title: "API keys", description: "Tokens for machines." },
  { name: "health", title: "Server health", description: "For whoever looks after the server." },
  { name: "docs", title: "Documentation", description: "This API, described." },
] as const;
