import type { Handler, Hono } from "hono";
import type { Call, Route } from "./api_route.ts";
import type { AppEnv } from "../deps.ts";
import type { Resource } from "../resources.ts";

/** A call under its whole path, as OpenAPI writes it. */
export interface PlacedCall {
  readonly path: string;
  readonly call: Call;
}

/** What knows its calls. */
export interface Described {
  /** Loads what is not loaded yet. */
  calls(): Promise<readonly PlacedCall[]>;
}

/** What of a resource is there before anything of it is loaded. */
export interface Mounted extends Described {
  /** Each path, as OpenAPI writes it, with a method that it takes. */
  readonly places: readonly { readonly method: string; readonly path: string }[];
}

/** Makes the application answer the calls of a resource, whose file is loaded with the first of them. */
export function mount<Deps>(
  app: Hono<AppEnv>,
  resource: Resource<Deps>,
  deps: Deps,
  prefix = "",
): Mounted {
  let loading: Promise<ReadonlyMap<string, Route>> | undefined;
  const load = () => loading ??= loaded(resource, deps);
  const places = resource.calls.map((name) => {
    const [method = "", path = ""] = name.split(" ");
    app.on(method, honoPath(prefix + path), answering(name, load));
    return { method, path: prefix + path };
  });
  return {
    places,
    calls: async () =>
      [...(await load()).values()].map(({ call }) => ({ path: prefix + call.facts.path, call })),
  };
}

export function honoPath(path: string): string {
  return path.replaceAll(/{(.+?)}/g, ":$1");
}

async function loaded<Deps>(
  { calls, load }: Resource<Deps>,
  deps: Deps,
): Promise<ReadonlyMap<string, Route>> {
  const routes = new Map((await load(deps)).map((route) => {
    const { method, path } = route.call.facts;
    return [`${method.toUpperCase()} ${path}`, route];
  }));
  if (calls.join() !== [...routes.keys()].join()) {
    throw new Error(`routes/resources.ts lists ${calls.join()}, not ${[...routes.keys()].join()}`);
  }
  return routes;
}

function answering(
  name: string,
  load: () => Promise<ReadonlyMap<string, Route>>,
): Handler<AppEnv> {
  let steps: Promise<Handler<AppEnv>[]> | Handler<AppEnv>[] | undefined;
  return async (c) => {
    steps ??= load().then((routes) => stepsOf(routes.get(name)));
    if (steps instanceof Promise) steps = await steps;
    await inOrder(steps, c);
  };
}

async function stepsOf(route: Route | undefined): Promise<Handler<AppEnv>[]> {
  return route === undefined ? [] : [...await route.call.checks(), route.handler];
}

/** As Hono runs what is registered for a path, each with the next ones behind it. */
async function inOrder(
  steps: readonly Handler<AppEnv>[],
  c: Parameters<Handler<AppEnv>>[0],
  at = 0,
): Promise<void> {
  const answer = await steps[at]?.(c, () => inOrder(steps, c, at + 1));
  if (answer !== undefined && !c.finalized) c.res = answer;
}
