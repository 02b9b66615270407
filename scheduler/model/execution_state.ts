/** Every state of an execution, in the order in which the API lists them. */
export const executionStates = [
  "scheduled",
  "running",
  "stopping",
  "stopped",
  "failed",
  "succeeded",
  "timeout",
  "scheduled error",
] as const;
export type ExecutionState = typeof executionStates[number];

/**
 * What made an execution: its job's schedule, a person, a person who ran an ended one again, an alarm of which a channel
 * tells, or a ping of a monitor.
 */
export const executionTriggers = ["schedule", "manual", "retry", "notification", "ping"] as const;

/** How an attempt went that did not succeed and was not stopped. */
export const attemptOutcomes = ["failed", "timeout", "worker lost"] as const;

/** The state of a job. A paused job may be failing too: see {@link isFailing}. */
export const jobStates = ["active", "paused", "failing"] as const;
export type JobState = typeof jobStates[number];

/** States of an execution that has not ended. */
export const activeStates = ["scheduled", "running", "stopping"] as const;
export type ActiveState = typeof activeStates[number];

/**
 * States in which an execution ends. `scheduled error` is an execution that never started: its fire was
 * missed or skipped, or its job class is unknown.
 */
export const endStates = ["succeeded", "failed", "timeout", "stopped", "scheduled error"] as const;
export type EndState = typeof endStates[number];

/** In records that are stored in bytes, a state is its place here. New states come last. */
export const storedEndStates: readonly EndState[] = [
  "succeeded",
  "failed",
  "timeout",
  "stopped",
  "scheduled error",
];

/**
 * Ends at which the job class went wrong. An end that is neither a success nor a failure (`stopped`,
 * `scheduled error`) says nothing about the job: success rates and {@link isFailing} leave it out.
 */
export const failureStates = ["failed", "timeout"] as const;
export type FailureState = typeof failureStates[number];

export function isEnd(state: ExecutionState): state is EndState {
  return isOneOf(endStates, state);
}

/** Whether the execution has not ended: it waits, runs, or is being stopped. */
export function isActive(state: ExecutionState): state is ActiveState {
  return isOneOf(activeStates, state);
}

export function isSuccess(state: ExecutionState): state is "succeeded" {
  return state === "succeeded";
}

export function isFailure(state: ExecutionState): state is FailureState {
  return isOneOf(failureStates, state);
}

/** Whether the end counts in success rates: the execution ran, and succeeded or failed by itself. */
export function isCounted(state: ExecutionState): state is "succeeded" | FailureState {
  return isSuccess(state) || isFailure(state);
}

/** Whether an execution in this state may be run again: it ended, and not with success. */
export function canRetry(state: ExecutionState): boolean {
  return isEnd(state) && !isSuccess(state);
}

/**
 * Whether a job fails: the last of its ends that counts is a failure.
 * @param states of the job's executions, newest first; states that are no counted end are passed over.
 */
export function isFailing(states: Iterable<ExecutionState>): boolean {
  const state = lastCounted(states);
  return state !== undefined && isFailure(state);
}

/** The newest end that counts; `undefined` where there is none. @param states newest first. */
export function lastCounted(
  states: Iterable<ExecutionState>,
): "succeeded" | FailureState | undefined {
  for (const state of states) if (isCounted(state)) return state;
  return undefined;
}

/** How many of the executions failed, of those whose end counts. */
export interface FailureCount {
  readonly failed: number;
  readonly counted: number;
}

export function countFailures(states: readonly ExecutionState[]): FailureCount {
  return {
    failed: states.filter(isFailure).length,
    counted: states.filter(isCounted).length,
  };
}

/** The share of successes among the ends that count, from 0 to 1; `undefined` where none counts. */
export function successRate(counts: Readonly<Record<EndState, number>>): number | undefined {
  const counted = endStates.filter(isCounted).reduce((sum, state) => sum + counts[state], 0);
  return counted === 0 ? undefined : counts.succeeded / counted;
}

function isOneOf<const T extends string>(some: readonly T[], state: string): state is T {
  return (some as readonly string[]).includes(state);
}
