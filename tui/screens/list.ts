import type { Screens } from "../app.ts";
import { agendaScreen } from "./agenda/screen.ts";
import { alarmScreen } from "./alarms/alarm_screen.ts";
import { alarmsScreen } from "./alarms/screen.ts";
import { auditScreen } from "./audit/screen.ts";
import { entryScreen } from "./audit/entry_screen.ts";
import { calendarScreen } from "./calendars/calendar_screen.ts";
import { calendarFormScreen } from "./calendars/form.ts";
import { calendarsScreen } from "./calendars/screen.ts";
import { categoriesScreen } from "./categories/screen.ts";
import { categoryFormScreen } from "./categories/form.ts";
import { channelScreen } from "./channels/channel_screen.ts";
import { channelFormScreen } from "./channels/form.ts";
import { channelsScreen } from "./channels/screen.ts";
import { executionScreen } from "./executions/execution_screen.ts";
import { executionsScreen } from "./executions/screen.ts";
import { homeScreen } from "./home/screen.ts";
import { importScreen } from "./import/screen.ts";
import { jobScreen } from "./job/screen.ts";
import { jobFormScreen } from "./job_form/screen.ts";
import { jobsScreen } from "./jobs/screen.ts";
import { jobsFormScreen } from "./jobs_form/form.ts";
import { keyFormScreen } from "./keys/form.ts";
import { keysScreen } from "./keys/screen.ts";
import { monitorFormScreen } from "./monitors/form.ts";
import { monitorScreen } from "./monitors/monitor_screen.ts";
import { monitorsScreen } from "./monitors/screen.ts";
import { userFormScreen } from "./users/form.ts";
import { usersScreen } from "./users/screen.ts";

/** Every screen: one line each. */
export const screens: Screens = {
  home: homeScreen,
  jobs: jobsScreen,
  runs: executionsScreen,
  audit: auditScreen,
  categories: categoriesScreen,
  users: usersScreen,
  keys: keysScreen,
  agenda: agendaScreen,
  alarms: alarmsScreen,
  channels: channelsScreen,
  monitors: monitorsScreen,
  calendars: calendarsScreen,
  job: jobScreen,
  run: executionScreen,
  entry: entryScreen,
  alarm: alarmScreen,
  channel: channelScreen,
  monitor: monitorScreen,
  calendar: calendarScreen,
  job_form: jobFormScreen,
  jobs_form: jobsFormScreen,
  category_form: categoryFormScreen,
  user_form: userFormScreen,
  key_form: keyFormScreen,
  channel_form: channelFormScreen,
  monitor_form: monitorFormScreen,
  calendar_form: calendarFormScreen,
  import: importScreen,
};
