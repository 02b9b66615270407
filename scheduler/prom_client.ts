/**
 * The parts of prom-client that Carillon uses. The index of the package also loads node:http, node:zlib and
 * node:cluster for its push gateway and its clusters, which would be a quarter of the time of a start.
 */
import type * as promClient from "prom-client";
import counter from "prom-client/lib/counter.js";
import gauge from "prom-client/lib/gauge.js";
import histogram from "prom-client/lib/histogram.js";
import registry from "prom-client/lib/registry.js";

// These files have no types of their own: they hold the classes that the index exports under these names.
export const Counter: typeof promClient.Counter = counter;
export const Gauge: typeof promClient.Gauge = gauge;
export const Histogram: typeof promClient.Histogram = histogram;
export const Registry: typeof promClient.Registry = registry;
export type Registry = promClient.Registry;
