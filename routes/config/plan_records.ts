import { isPruned, type Part, type Planning, type Step } from "./step.ts";

/** What an entry is about. */
export interface Found<Known> {
  /** The same for all entries about one record. */
  readonly identity: string | number;
  /** The record of the server; absent where there is none yet. */
  readonly known: Known | undefined;
}

/** In what the kinds of records differ when their steps are planned. */
export interface RecordKind<Entry, Known> {
  /** The list of the document. */
  readonly list: string;
  /** Absent: the document says nothing of such records. */
  readonly sent: readonly Entry[] | null | undefined;
  /** Those of the server. */
  readonly present: readonly Known[];
  /** What the server knows of the owner and of the identity of a record. */
  readonly about: (known: Known) => {
    readonly identity: string | number;
    readonly owner?: string | undefined;
    /** The document does not delete it. */
    readonly stays?: boolean;
  };
  /** @param place where the entry is, for problems. @throws Refusal `invalid` */
  readonly find: (entry: Entry, place: string) => Found<Known>;
  /** The problem of an entry about the same record as the entry at `first`. */
  readonly twin?: (entry: Entry, first: number) => [field: string, reason: string];
  /** @throws Refusal `invalid` */
  readonly create: (entry: Entry) => Step | Promise<Step>;
  /** `undefined`: the record is as the entry says. @throws Refusal `invalid` */
  readonly change: (entry: Entry, known: Known) => Step | undefined | Promise<Step | undefined>;
  readonly delete: (known: Known) => Step;
}

const twinName = (): [string, string] => ["name", "is there twice"];

/** Plans one kind of records: each entry makes, changes or leaves one, and what no entry names any more may go. */
export async function planRecords<Entry, Known>(
  planning: Planning,
  kind: RecordKind<Entry, Known>,
): Promise<Part> {
  const { problems } = planning;
  const { list, sent, twin = twinName } = kind;
  const steps: Step[] = [];
  const named = new Map<string | number, number>();
  let unchanged = 0;
  for (const [i, entry] of (sent ?? []).entries()) {
    const place = `${list}[${i}]`;
    // undefined is no step; an entry that cannot be read is a problem, and there are no steps then.
    const step = await problems.of(place, () => {
      const { identity, known } = kind.find(entry, place);
      const first = named.get(identity);
      if (first === undefined) named.set(identity, i);
      else {
        const [field, reason] = twin(entry, first);
        problems.add(`${place}.${field}`, reason);
      }
      return known === undefined ? kind.create(entry) : kind.change(entry, known);
    });
    if (step !== undefined) steps.push(step.isSilent ? step : { ...step, place });
    if (step === undefined || step.isSilent) unchanged++;
  }
  const isListed = sent !== undefined && sent !== null;
  const gone = kind.present.filter((one) => {
    const { identity, owner, stays = false } = kind.about(one);
    return !stays && isPruned(planning, { owner }, isListed, named.has(identity));
  });
  return { steps, unchanged, deletions: gone.map(kind.delete) };
}
