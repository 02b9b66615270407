import type { JobClass } from "../../../routes/contract/jobs/job_classes.ts";
import type { State } from "../../state.ts";
import { textIn } from "../../forms/state.ts";
import type { FormContext, FormField, Values } from "../../forms/form_kind.ts";
import { shownJson } from "../../forms/shown.ts";

type ArgumentInfo = JobClass["arguments"][number];

/** The chosen job class, if the server describes it. */
export function classOf(
  { form, state }: Pick<FormContext, "form" | "state">,
): JobClass | undefined {
  return state.jobClasses.byName.get(textIn(form, "job_class_string"));
}

const argumentName = /^arg(\d+)$/;

/** A field for each argument that the class describes; one field for all arguments of an unknown class. */
export function argumentFields(context: FormContext): FormField[] {
  const { form, t } = context;
  const known = classOf(context);
  if (known === undefined) {
    const { pub_args: label } = t.form.parts;
    return [{ name: "args", label, help: t.jobForm.help.args, kind: "text", placeholder: "[]" }];
  }
  const isTyped = (i: number) => textIn(form, `arg${i}`) !== "";
  const fixed = known.arguments.filter((info) => !isRest(info)).length;
  let count = fixed;
  for (const name of Object.keys(form.values)) {
    const index = Number(argumentName.exec(name)?.[1] ?? -1);
    if (isTyped(index)) count = Math.max(count, index + 1);
  }
  // For an argument that may be repeated there is always one empty field more.
  if (known.arguments.some(isRest)) count = Math.max(count, fixed) + 1;
  return Array.from({ length: count }, (_, i): FormField => {
    const info = infoOf(known, i);
    const isMore = info !== undefined && isRest(info);
    const name = info?.name.replace(/^\.\.\./, "") ?? t.jobForm.argument(i + 1);
    const example = known.example[i];
    const about = info === undefined
      ? ""
      : ` (${t.jobForm.argumentHelp(info.type, info.required)})`;
    return {
      name: `arg${i}`,
      label: isMore ? `${name} ${i - fixed + 1}` : name,
      help: `${info?.description ?? ""}${about}`.trim(),
      kind: "text",
      ...(example === undefined || isMore ? {} : { placeholder: shownJson(example) }),
    };
  });
}

function isRest({ name }: ArgumentInfo): boolean {
  return name.startsWith("...");
}

function infoOf(known: JobClass, index: number): ArgumentInfo | undefined {
  return known.arguments[index] ?? known.arguments.findLast(isRest);
}

/** The texts of the fields for these arguments. */
export function argumentValues(
  className: string,
  args: readonly unknown[],
  state: State,
): Values {
  const known = state.jobClasses.byName.get(className);
  if (known === undefined) return { args: args.length === 0 ? "" : JSON.stringify(args) };
  const values: Record<string, string> = {};
  args.forEach((value, i) => {
    values[`arg${i}`] = textOf(value, infoOf(known, i)?.type ?? "any");
  });
  return values;
}

/** A text stands as it is, any other value as JSON. A text that would be read as JSON stands in quotes. */
function textOf(value: unknown, type: string): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "";
  return type === "string" || jsonOf(value) === undefined ? value : JSON.stringify(value);
}

function jsonOf(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * Reads the arguments from the fields.
 * @param before the old arguments: they stay exactly so if no field changed.
 */
export function readArguments(
  context: FormContext,
  before: readonly unknown[] | undefined,
): { args: unknown[]; errors: Record<string, string> } {
  const { form, t } = context;
  const known = classOf(context);
  if (known === undefined) {
    const text = textIn(form, "args").trim();
    const read = text === "" ? { value: [] } : jsonOf(text);
    if (Array.isArray(read?.value)) return { args: read.value, errors: {} };
    return { args: [], errors: { args: t.form.notAnArray } };
  }
  const names = Object.keys(form.values).filter((name) => argumentName.test(name));
  const isSameClass = textIn(form, "job_class_string") === form.initial.job_class_string;
  const isSame = isSameClass &&
    names.every((name) => textIn(form, name) === (form.initial[name] ?? ""));
  if (before !== undefined && isSame) return { args: [...before], errors: {} };
  // A field that held an empty text keeps it. Any other empty field is no argument.
  const isThere = (name: string) =>
    textIn(form, name) !== "" || (isSameClass && form.initial[name] === "");
  const last = Math.max(-1, ...names.filter(isThere).map((name) => Number(name.slice(3))));
  const errors: Record<string, string> = {};
  // A required argument is sent even when it is empty. The server decides whether that is allowed.
  const needed = known.arguments.findLastIndex(({ required }) => required);
  const args = Array.from({ length: Math.max(last, needed) + 1 }, (_, i) => {
    const name = `arg${i}`;
    const info = infoOf(known, i);
    const value = valueOf(textIn(form, name), info?.type ?? "any");
    if (value === undefined) errors[name] = t.form.notJson;
    else if (info?.required && info.type !== "string" && value.value === "") {
      errors[name] = t.form.required;
    }
    return value?.value;
  });
  return { args, errors };
}

function valueOf(text: string, type: string): { value: unknown } | undefined {
  if (type === "string" || text === "") return { value: text };
  const read = jsonOf(text);
  const mayBeText = type.split(" | ").some((one) => one === "string" || one === "any");
  return read ?? (mayBeText ? { value: text } : undefined);
}

/** The fields for another class, with the arguments that the present class reads. */
export function followClass(before: FormContext, className: string): Values {
  const { args, errors } = readArguments(before, undefined);
  const was = before.form.values;
  const cleared = Object.fromEntries(
    Object.keys(was).filter((name) => argumentName.test(name) || name === "args")
      .map((name) => [name, ""]),
  );
  // Text that cannot be read yet stays as it is.
  if (Object.keys(errors).length > 0) return {};
  return { ...cleared, ...argumentValues(className, args, before.state) };
}
