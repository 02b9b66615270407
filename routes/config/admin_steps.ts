/** Steps of the kinds that only admins change: calendars, categories and channels. */
import { mustAdmin } from "../../scheduler/model/caller.ts";
import type { ConfigFieldChange, ConfigKind } from "../contract/config/plan.ts";
import { adoption, isAdopted, mustBeOurs, type Planning, type Step } from "./step.ts";

interface Present {
  readonly name: string;
  readonly version: number;
  readonly owner?: string | undefined;
}

export function creation(
  { caller }: Planning,
  kind: ConfigKind,
  { name, changes, perform }: Pick<Step, "name" | "changes" | "perform">,
): Step {
  return { kind, action: "create", name, changes, mayPerform: () => mustAdmin(caller), perform };
}

/**
 * @param perform gets whether the owner of the document becomes that of the record.
 * @returns `undefined` where nothing changes.
 */
export function changeOf(
  planning: Planning,
  kind: ConfigKind,
  before: Present,
  changes: readonly ConfigFieldChange[],
  perform: (adopted: boolean) => Promise<void>,
): Step | undefined {
  const adopted = isAdopted(planning, before);
  if (changes.length === 0 && !adopted) return undefined;
  return {
    kind,
    action: "change",
    name: before.name,
    version: before.version,
    changes: adopted ? [...changes, adoption(planning)] : changes,
    mayPerform() {
      mustAdmin(planning.caller);
      mustBeOurs(planning, before);
    },
    perform: () => perform(adopted),
  };
}

export function deletionOf(
  { caller }: Planning,
  kind: ConfigKind,
  { name, version }: Present,
  perform: Step["perform"],
): Step {
  const mayPerform = () => mustAdmin(caller);
  return { kind, action: "delete", name, version, changes: [], mayPerform, perform };
}
