import type { Instant } from "../../scheduler/model/time.ts";
import type { Caller } from "../../scheduler/model/caller.ts";
import { Refusal, type RefusalDetail } from "../../scheduler/model/refusal.ts";
import type { ConfigAction, ConfigFieldChange, ConfigKind } from "../contract/config/plan.ts";
import type { AppDeps } from "../deps.ts";
import { isSame } from "../logs/audit.ts";
import type { Actor } from "../logs/security_audit.ts";
import type { Entry } from "./entries.ts";
import type { Names } from "./names.ts";
import type { ServerState } from "./state.ts";

/** One record that an apply makes, changes or deletes. */
export interface Step {
  readonly kind: ConfigKind;
  readonly action: ConfigAction;
  readonly name: string;
  readonly category?: string;
  /** In the document, such as `jobs[0]`. */
  readonly place?: string;
  readonly key?: string;
  readonly changes: readonly ConfigFieldChange[];
  /** Of a record that is there: the plan is another one when the record has changed. */
  readonly version?: number;
  /** The step only notes the key of a job by which the document found it: no plan shows the step. */
  readonly isSilent?: true;
  /** @throws Refusal `forbidden` */
  readonly mayPerform: () => void;
  /** @throws Refusal, also when the record has changed since the plan was made. */
  readonly perform: () => Promise<void>;
}

/** What the steps of all kinds are planned with. */
export interface Planning {
  readonly deps: AppDeps;
  readonly caller: Caller;
  readonly actor: Actor;
  readonly now: Instant;
  readonly owner: string;
  readonly prune: boolean;
  readonly adopt: boolean;
  readonly state: ServerState;
  readonly names: Names;
  readonly problems: Problems;
  /** Performed when all channels are there: categories and channels name each other. */
  readonly afterChannels: (() => Promise<void>)[];
}

/** The steps for one kind of records. */
export interface Part {
  /** What is made and changed. */
  readonly steps: readonly Step[];
  readonly deletions: readonly Step[];
  readonly unchanged: number;
}

/** The most fields that an answer names. */
const mostProblems = 20;

/** What is wrong with a document. All of it is found before anything is changed. */
export class Problems {
  readonly #details: RefusalDetail[] = [];

  add(field: string, reason: string): void {
    if (this.#details.length < mostProblems) this.#details.push({ field, reason });
  }

  /** The answer of `read`; `undefined` where it refuses the entry, whose place is said before the field. */
  async of<T>(place: string, read: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "invalid") throw error;
      for (const { field, reason } of error.details) this.add(`${place}.${field}`, reason);
      return undefined;
    }
  }

  /** @throws Refusal `invalid` that names what was found. */
  refuse(): void {
    if (this.#details.length > 0) throw Refusal.invalid(this.#details);
  }
}

/** Field by field, in the order of the document. @param identity fields that say which record it is. */
export function changesOf(
  before: Entry,
  after: Entry,
  identity: readonly string[] = [],
): ConfigFieldChange[] {
  const fields = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...fields].filter((field) => !identity.includes(field))
    .filter((field) => !isSame(before[field], after[field]))
    .map((field) => ({
      field,
      ...(before[field] === undefined ? {} : { before: before[field] }),
      ...(after[field] === undefined ? {} : { after: after[field] }),
    }));
}

/** @throws Refusal `precondition_failed` for a record that has changed since the plan was made. */
export function mustBeVersion(planned: { readonly version: number }) {
  return ({ version }: { readonly version: number }): void => {
    if (version === planned.version) return;
    throw new Refusal("precondition_failed", "It has been changed since the plan was made.");
  };
}

/** @throws Refusal `precondition_failed` for a record that was deleted since the plan was made. */
export function stillThere<T>(record: T | undefined | false): T {
  if (record !== undefined && record !== false) return record;
  throw new Refusal("precondition_failed", "It has been deleted since the plan was made.");
}

/** Whether the document's owner becomes that of a record. */
export function isAdopted(
  { adopt }: Pick<Planning, "adopt">,
  record: { readonly owner?: string | undefined },
): boolean {
  return adopt && record.owner === undefined;
}

/** The change that a plan shows for a record that gets an owner. */
export function adoption({ owner }: Pick<Planning, "owner">): ConfigFieldChange {
  return { field: "managed_by", after: owner };
}

/**
 * Whether a record is one to delete: the same owner made it, and the document, which has a list for its kind, does not
 * name it.
 */
export function isPruned(
  { prune, owner }: Pick<Planning, "prune" | "owner">,
  record: { readonly owner?: string | undefined },
  isListed: boolean,
  isNamed: boolean,
): boolean {
  return prune && isListed && !isNamed && record.owner === owner;
}

/** @throws Refusal `forbidden` for a record that another document made. */
export function mustBeOurs(
  { owner }: Pick<Planning, "owner">,
  record: { readonly owner?: string | undefined },
): void {
  if (record.owner === undefined || record.owner === owner) return;
  throw Refusal.forbidden(`a document of the owner "${record.owner}" made it.`);
}
