import { countText } from "./count_text.ts";
import { isNumbered, type Tab, tabCommand } from "../keys/tabs.ts";
import { tabsOf } from "../state/rights.ts";
import { presentProfile, serverName } from "../settings/profile_names.ts";
import type { Canvas } from "./canvas.ts";
import { countdown, localZone, offsetOf, wallOf, zoneOf } from "../texts/format.ts";
import { countsOf, nextJob } from "../state/selectors.ts";
import type { Counted } from "../state/server/counting.ts";
import { currentView } from "../state/view.ts";
import { cut, widthOf } from "../terminal/text.ts";
import { type Line, lineWidth, type Span, span, type Tone } from "../terminal/theme.ts";

/** `server ● live   jobs 128  run 6  fail 3  late 1  paused 9   14:02:31 (+09:00)`. */
export function headerLine(canvas: Canvas): Line {
  const { state, width, sym } = canvas;
  const [badge, counters] = [[...badgeSpans(canvas), ...skewSpans(canvas)], counterSpans(canvas)];
  const server = presentProfile(state) ?? serverName(state.session.server);
  const fixed = lineWidth(badge) + lineWidth(counters) + 4;
  // In a narrow terminal the zone goes first, then part of the server's name, then the clock.
  const clocks = clockTexts(canvas);
  const fits = (clock: string) => width - fixed - widthOf(clock) - 2;
  const clock = clocks.find((one) => fits(one) >= widthOf(server)) ??
    clocks.find((one) => fits(one) >= leastServer) ?? "";
  const name = cut(server, Math.max(0, Math.min(mostServer, fits(clock))), sym.ellipsis);
  const left = [span(` ${name} `, "title"), ...badge, span(" "), ...counters];
  const next = nextSpans(canvas);
  const withNext = lineWidth(left) + lineWidth(next) + widthOf(clock) + 3 <= width;
  const right = [...(withNext ? next : []), span(clock === "" ? "" : ` ${clock} `)];
  const gap = Math.max(0, width - lineWidth(left) - lineWidth(right));
  return [...left, span(" ".repeat(gap)), ...right];
}

/** From this skew on, the server itself reports it at /readyz. */
const wrongClockMs = 5000;
const leastServer = 6;
const mostServer = 40;

/** The clock with its zone, and without. */
function clockTexts({ state }: Canvas): string[] {
  const zone = zoneOf(state.prefs.timeMode, localZone);
  const { time } = wallOf(state.now, zone);
  const offset = zone === "UTC" ? "UTC" : `(${offsetOf(state.now, zone)})`;
  return [`${time} ${offset}`, time];
}

function badgeSpans({ state, t, sym, width }: Canvas): Span[] {
  const { connection, now } = state;
  switch (connection.phase) {
    case "idle":
      return [span(`${sym.idle} ${t.badge.idle}`, "dim")];
    case "connecting":
      return [span(`${sym.retrying} ${t.badge.connecting}`, "warn")];
    case "live":
      return [span(`${sym.live} ${t.badge.live}`, "ok")];
    case "lost": {
      const isShort = now - connection.since < 5000;
      const until = Math.max(0, connection.nextTryAt - now) / 1000;
      // The clock ticks each second. A try that is due before the next tick is shown as running.
      const retry = until < 0.05
        ? t.badge.retryNow(connection.attempt)
        : t.badge.retry(connection.attempt, until.toFixed(1));
      const text = isShort
        ? `${sym.retrying} ${retry}`
        : `${sym.offline} ${t.badge.offline(countdown(now - connection.since))}`;
      const { time } = wallOf(connection.since, zoneOf(state.prefs.timeMode, localZone));
      const of = width >= 60 ? `, ${t.badge.dataOf(time)}` : "";
      return [span(text + of, isShort ? "warn" : "bad")];
    }
  }
}

/** Says that the server's clock is wrong: its fires come at the wrong time. */
function skewSpans({ state, t }: Canvas): Span[] {
  const { minutes } = state.stats;
  const ms = minutes === "unknown" ? 0 : minutes?.clock_skew_ms ?? 0;
  if (Math.abs(ms) <= wrongClockMs) return [];
  const { clockAhead, clockBehind } = t.badge;
  return [span(` ${(ms > 0 ? clockAhead : clockBehind)(countdown(Math.abs(ms)))}`, "bad")];
}

function counterSpans(canvas: Canvas): Span[] {
  const { state, t, width, sym } = canvas;
  const { jobs, running, failed, late, paused } = countsOf(state);
  const isLost = state.connection.phase === "lost";
  const isShort = width < 60 || (isLost && width < 100);
  const counter = (
    text: string,
    glyph: string,
    count: number,
    of: Counted,
    tone: Tone | undefined,
  ): Span[] => {
    const said = countText(canvas, count, of);
    return [span(isShort ? ` ${glyph}${said}` : ` ${text} ${said} `, count > 0 ? tone : "dim")];
  };
  return [
    ...counter(t.counters.jobs, sym.idle, jobs, "jobs", undefined),
    ...counter(t.counters.running, sym.running, running, "running", "running"),
    ...counter(t.counters.failed, sym.failed, failed, "failing", "bad"),
    ...counter(t.counters.late, sym.late, late, "jobs", "warn"),
    ...counter(t.counters.paused, sym.paused, paused, "jobs", "paused"),
  ];
}

function nextSpans({ state, t }: Canvas): Span[] {
  const job = nextJob(state.jobs.byId, state.now, state.pauses);
  if (job === undefined) return [];
  const inMs = Date.parse(job.next_run_time) - state.now;
  return [span(`${t.home.nextJob(cut(job.name, 24, "…"), countdown(inMs))} ·`, "dim")];
}

/** The tabs, the user and the user's rights. */
export function tabLine(canvas: Canvas): Line {
  const { state, t, width, sym } = canvas;
  const { screen } = currentView(state.view);
  const base = state.view.stack[0]?.screen;
  const roles = roleTexts(canvas);
  // The rights must be seen, so the names of the tabs go before them.
  const least = roles.at(-1);
  const needed = least === undefined ? 0 : widthOf(least) + 1;
  // So must where the user is.
  const crumb = screen === base ? [] : [span(` ${sym.crumb} ${t.tabs[screen]}`, "title")];
  const names = width - 2 - needed - lineWidth(crumb);
  const spans = tabSpans(canvas, names, base, widthOf(roles[0] ?? "") + 1 - needed);
  const left = [...spans, ...crumb];
  const room = width - lineWidth(left) - 2;
  // When both do not fit, the rights matter more than the name.
  const shown = roles.find((one) => widthOf(one) <= room) ?? "";
  const gap = Math.max(0, room + 1 - widthOf(shown));
  return [...left, span(" ".repeat(gap)), span(shown, "dim"), span(" ")];
}

/**
 * The tabs with numbers, the open one also without a number, and the menu of the others. Names are shown from the left, as far
 * as they fit; a tab behind them is a number.
 * @param user the columns that the name of the user takes: the word for the menu goes before it.
 */
function tabSpans(
  { state, t }: Canvas,
  room: number,
  base: string | undefined,
  user: number,
): Span[] {
  const all = tabsOf(state);
  const shown = all.filter((tab) => isNumbered(tab) || tab.screen === base);
  const hasMore = all.some((tab) => !isNumbered(tab));
  // The key 0 leads to the menu, and not to the tab that is open: it stands once, behind the tabs.
  const openText = (tab: Tab) =>
    isNumbered(tab) ? `[${tab.key} ${t.tabs[tab.screen]}]` : `[${t.tabs[tab.screen]}]`;
  let left = room - (hasMore ? moreKey.length + 2 : 0) -
    shown.reduce((sum, tab) => {
      return sum + (tab.screen === base ? widthOf(openText(tab)) : tab.key.length + 2);
    }, 0);
  let isCut = false;
  const named = (name: string) => {
    isCut ||= left < widthOf(name) + 1;
    if (!isCut) left -= widthOf(name) + 1;
    return isCut ? "" : ` ${name}`;
  };
  const spans = shown.map((tab): Span => {
    const click = { kind: "command", command: tabCommand(tab) } as const;
    const name = t.tabs[tab.screen];
    if (tab.screen === base) {
      return { text: openText(tab), tone: "accent", strong: true, click };
    }
    return { text: ` ${tab.key}${named(name)} `, tone: "dim", click };
  });
  if (!hasMore) return spans;
  left -= user;
  const click = { kind: "command", command: "more_tabs" } as const;
  return [...spans, { text: ` ${moreKey}${named(t.tabMenu.more)} `, tone: "dim", click }];
}

const moreKey = "0";

/** The user with the rights, and the rights alone. */
function roleTexts({ state, t, sym }: Canvas): string[] {
  const { account, isReadOnly } = state.session;
  if (account === undefined) return [];
  const role = account.is_admin
    ? t.role.admin
    : account.is_permission
    ? t.role.operator
    : t.role.reader;
  const rights = [role, ...(isReadOnly ? [t.role.readOnly] : [])];
  const texts = [[account.username, ...rights], rights]
    .map((parts) => parts.join(` ${sym.separator} `));
  return isReadOnly ? [...texts, t.role.readOnly] : texts;
}
