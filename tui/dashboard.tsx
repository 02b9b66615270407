import { useApp, usePaste, useStdin, useStdout, useWindowSize } from "ink";
import { useEffect, useLayoutEffect, useReducer, useState, useSyncExternalStore } from "react";
import type { App } from "./app.ts";
import { Dispatcher } from "./dispatcher.ts";
import { enterView } from "./commands/navigation.ts";
import { screenOf } from "./commands/running.ts";
import { frameOf, painted } from "./frame.ts";
import { Painter } from "./terminal/painter.ts";
import { slowMs } from "./terminal/slow_frames.ts";
import { currentView } from "./state/view.ts";

/** What only Ink can do. */
export interface InkControls {
  exit(error?: Error): void;
  suspend(act: () => void | Promise<void>): Promise<void>;
  /** Draws the whole frame anew. */
  repaint(): void;
}

interface DashboardProps {
  readonly app: App;
  /** Called once, before the first frame. */
  readonly onControls?: (controls: InkControls) => void;
}

const ignore = () => {};

/** Draws the state of the store, and hands the input of the terminal to the dispatcher. */
export function Dashboard({ app, onControls }: DashboardProps) {
  const from = performance.now();
  const { columns, rows } = useWindowSize();
  const state = useSyncExternalStore(app.store.subscribe, app.store.getState);
  const { exit, suspendTerminal } = useApp();
  const { stdin, setRawMode } = useStdin();
  const { stdout } = useStdout();
  const [painter] = useState(() => new Painter((text) => void stdout.write(text)));
  const [, drawAgain] = useReducer((count: number) => count + 1, 0);
  // Only turns bracketed paste on. Pasted text comes through the dispatcher like all input.
  usePaste(ignore);
  // Before the first frame is drawn, because a key may be pressed as soon as the user sees it.
  useLayoutEffect(() => {
    const dispatcher = new Dispatcher(app, (error) => {
      exit(error instanceof Error ? error : new Error(String(error)));
    });
    const take = (chunk: string | Uint8Array) => dispatcher.take(String(chunk));
    // A stream that flows would take keys that belong to the program that has the terminal meanwhile.
    const lend = async (act: () => void | Promise<void>) => {
      stdin.off("data", take);
      stdin.pause();
      painter.leave();
      try {
        await act();
      } finally {
        stdin.on("data", take);
        stdin.resume();
      }
    };
    const suspend = (act: () => void | Promise<void>) =>
      suspendTerminal(() => lend(act)).finally(() => painter.back());
    const repaint = () => {
      painter.forget();
      drawAgain();
    };
    onControls?.({ exit, suspend, repaint });
    stdout.on("resize", repaint);
    setRawMode(true);
    stdin.on("data", take);
    return () => {
      stdin.off("data", take);
      stdout.off("resize", repaint);
      dispatcher.stop();
      setRawMode(false);
    };
  }, [app]);
  const { screen, id } = currentView(state.view);
  const { connection, session } = state;
  const { status, server, username } = session;
  const liveSince = connection.phase === "live" ? connection.since : undefined;
  useEffect(() => {
    // Also after the connection came back: no event updates what a screen has read by itself.
    if (status === "in") void enterView(app);
  }, [app, screen, id, status, server, username, liveSince]);
  // React takes what an effect returns for its clean-up.
  useEffect(() => void screenOf(app).drawn?.(app));
  const frame = frameOf(state, app, columns, rows, app.layout);
  const rowsToShow = painted(state, frame.lines, columns);
  useLayoutEffect(() => {
    app.show(frame);
    painter.paint(rowsToShow, columns);
    noteFrame(app, from);
  });
  // Ink manages the modes, keys and size of the terminal. The painter draws the rows.
  return null;
}

/** Logs a frame that took too long. @param from when it began, if no change of the state caused it. */
function noteFrame(app: App, from: number): void {
  const change = app.store.takeUndrawn();
  const ms = performance.now() - (change?.from ?? from);
  if (ms <= slowMs) return;
  void app.memory.keepSlowFrame({
    at: app.clock.now(),
    ms,
    screen: currentView(app.state.view).screen,
    columns: app.layout.columns,
    rows: app.layout.rows,
    cause: change?.event ?? "start or resize",
  });
}
