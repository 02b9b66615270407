import { key } from "../key_names.ts";

/** Calendars: days and times that keep jobs from firing, or let them fire. */
export const calendars = {
  calendars: {
    kind: "KIND",
    kinds: { dates: "dates", weekly: "weekly", times: "times", mixed: "mixed", empty: "empty" },
    days: "DAYS",
    windows: "WINDOWS",
    jobs: "JOBS",
    next: "NEXT DAY IT AFFECTS",
    zone: "ZONE",
    sorts: { name: "name", kind: "kind", jobs: "jobs", next: "next day" },
    heads: ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"],
    weekdays: {
      ...{ mon: "Mon", tue: "Tue", wed: "Wed", thu: "Thu", fri: "Fri", sat: "Sat", sun: "Sun" },
    },
    month: (year: string, month: number) =>
      `${
        [
          ...["January", "February", "March", "April", "May", "June", "July"],
          ...["August", "September", "October", "November", "December"],
        ][month - 1] ?? ""
      } ${year}`,
    inMonths: (from: string, to: string) =>
      from === to ? `Dates and times in ${from}` : `Dates and times, ${from} to ${to}`,
    noneHere: "None in these months.",
    eachWeek: "Each week",
    whole: "whole day",
    allDay: "all day",
    part: "part",
    today: "today",
    never: "never again",
    dayCount: (count: number) => count === 1 ? "1 day" : `${count} days`,
    windowCount: (count: number) => count === 1 ? "1 weekly window" : `${count} weekly windows`,
    timeCount: (count: number) => count === 1 ? "1 single time" : `${count} single times`,
    knownUntil: (time: string) => `known until ${time}`,
    usedBy: (count: string) =>
      count === "1"
        ? `used by 1 job (${key("calendar_jobs")})`
        : `used by ${count} jobs (${key("calendar_jobs")})`,
    nextIs: (day: string) => `next: ${day}`,
    empty: `No calendars yet. ${key("new_calendar")} new`,
    gone: "There is no such calendar.",
    unused: (name: string) => `No job that you see uses ${name}.`,
    delete: (name: string) => `Delete calendar ${name}?`,
    deleteEffect: "No job uses it.",
    inUse: (count: number) =>
      `${count === 1 ? "1 job uses" : `${count} jobs use`} it: the server will refuse.`,
    newCalendar: "New calendar",
    editCalendar: (name: string) => `Edit calendar ${name}`,
    notOn: (names: string) => `not on ${names}`,
    onlyOn: (names: string) => `only on ${names}`,
    form: {
      icsText: (lines: number) => `iCalendar text, ${lines} lines`,
      wrong: {
        dates: (part: string) => `"${part}": such as 2027-01-01 New Year`,
        windows: (part: string) => `"${part}": such as sat,sun 00:00-24:00`,
        times: (part: string) => `"${part}": such as 2026-12-24T12:00Z..2026-12-24T18:00Z`,
      },
      labels: {
        name: "Name",
        description: "Description",
        timezone: "Time zone",
        dates: "Dates",
        windows: "Windows",
        times: "Times",
        ics: "iCalendar",
      },
      help: {
        name: "Upper and lower case make no difference.",
        description: "What it is for.",
        timezone: "Of the dates and windows, such as Asia/Taipei.",
        dates:
          "Whole days: 2027-01-01 New Year; 2027-02-06..2027-02-10 Spring Festival. A paste has one on each line.",
        windows: "Each week: sat,sun 00:00-24:00; mon-fri 22:00-06:00 (to the next day).",
        times: "Once: 2026-12-24T12:00Z..2026-12-24T18:00Z Party.",
        ics:
          "The path of an .ics file, or its text as a paste. Its events replace dates and times that you do not change here.",
      },
    },
  },
} as const;
