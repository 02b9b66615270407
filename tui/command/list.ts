import type { Subcommand } from "./subcommand.ts";

/** All subcommands, in the order of `carillon --help`. */
export const subcommands: readonly Subcommand[] = [
  {
    name: "login",
    summary: "log in, and keep the token on this machine",
    load: () => import("./access/login.ts"),
  },
  { name: "logout", summary: "end the log-in", load: () => import("./access/logout.ts") },
  {
    name: "whoami",
    summary: "show the server, the user and the rights",
    load: () => import("./access/whoami.ts"),
  },
  {
    name: "profiles",
    summary: "list, add and remove names for servers",
    load: () => import("./access/profiles.ts"),
  },
  {
    name: "jobs",
    summary: "list, show, create, edit, pause, resume and delete jobs",
    load: () => import("./jobs/jobs.ts"),
  },
  { name: "run", summary: "run a job now", load: () => import("./jobs/run.ts") },
  {
    name: "runs",
    summary: "list, show, stop and retry runs, and read their output",
    load: () => import("./jobs/runs.ts"),
  },
  {
    name: "preview",
    summary: "show what a schedule means, and when it fires",
    load: () => import("./jobs/preview.ts"),
  },
  { name: "classes", summary: "list the job classes", load: () => import("./jobs/classes.ts") },
  {
    name: "apply",
    summary: "make the server as a file of jobs as code says",
    load: () => import("./code/apply.ts"),
  },
  {
    name: "diff",
    summary: "show how the server differs from a file",
    load: () => import("./code/diff.ts"),
  },
  {
    name: "export",
    summary: "write what the server has as jobs as code",
    load: () => import("./code/export.ts"),
  },
  {
    name: "categories",
    summary: "list, create, change and delete categories",
    load: () => import("./access/categories.ts"),
  },
  {
    name: "users",
    summary: "list, create, change and delete users",
    load: () => import("./access/users.ts"),
  },
  {
    name: "keys",
    summary: "list, create and revoke API keys",
    load: () => import("./access/keys.ts"),
  },
  {
    name: "alarms",
    summary: "list, show, acknowledge, snooze and close alarms",
    load: () => import("./watching/alarms.ts"),
  },
  {
    name: "channels",
    summary: "list, show and test the channels that tell of alarms",
    load: () => import("./watching/channels.ts"),
  },
  {
    name: "monitors",
    summary: "list, show, make, pause, resume and delete monitors",
    load: () => import("./watching/monitors.ts"),
  },
  {
    name: "calendars",
    summary: "list and show calendars",
    load: () => import("./timing/calendars.ts"),
  },
  {
    name: "maintenance",
    summary: "pause a category or everything, and end such a pause",
    load: () => import("./timing/maintenance.ts"),
  },
  {
    name: "audit",
    summary: "show who changed what",
    load: () => import("./watching/audit.ts"),
  },
  {
    name: "events",
    summary: "follow the events as lines of JSON",
    load: () => import("./watching/events.ts"),
  },
  {
    name: "stats",
    summary: "show the figures of a time range",
    load: () => import("./watching/stats.ts"),
  },
  {
    name: "backup",
    summary: "write a backup of the server's records into a file",
    load: () => import("./keeping/backup.ts"),
  },
  {
    name: "restore",
    summary: "write a backup into an empty database on this machine",
    load: () => import("./keeping/restore.ts"),
  },
  {
    name: "doctor",
    summary: "look for faults in the server's records and settings",
    load: () => import("./keeping/doctor.ts"),
  },
  {
    name: "open",
    summary: "open the documentation of the server in a browser",
    load: () => import("./watching/open.ts"),
  },
  {
    name: "import",
    summary: "take jobs from another scheduler",
    load: () => import("./import/import.ts"),
  },
  {
    name: "completions",
    summary: "print the completions for bash, zsh or fish",
    load: () => import("./shell/completions.ts"),
  },
];
