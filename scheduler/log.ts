import { type Clock, systemClock } from "./model/time.ts";

const levels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof levels[number];

export type LogFields = Readonly<Record<string, unknown>>;

/** Never throws. Hides secrets that it knows by the name of their field or by their form. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
}

export type LogFormat = "text" | "json";

export interface LoggerOptions {
  /** Lines below this level are not written. */
  readonly level?: LogLevel;
  readonly format?: LogFormat;
  /** Gets one record without its line end. As text, a record with a stack has several lines. */
  readonly write?: (line: string) => void;
  readonly clock?: Clock;
}

export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = "info", write = writeToConsole, clock = systemClock } = options;
  const format = options.format ?? consoleFormat();
  const toLine = format === "json" ? toJsonLine : toTextLines;
  const least = levels.indexOf(level);

  return new FieldLogger([], (level, message, fields) => {
    if (levels.indexOf(level) < least) return;
    const time = new Date(clock.now()).toISOString();
    write(toLine({ time, level, ...showable(message, fields()) }));
  });
}

type WriteLine = (level: LogLevel, message: string, fields: () => readonly LogFields[]) => void;

/** Each request has a logger of its own, so a child is one small object, and fields are put together only for a written line. */
class FieldLogger implements Logger {
  readonly #own: readonly LogFields[];
  readonly #write: WriteLine;

  constructor(own: readonly LogFields[], write: WriteLine) {
    this.#own = own;
    this.#write = write;
  }

  debug(message: string, fields?: LogFields): void {
    this.#at("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#at("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#at("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#at("error", message, fields);
  }

  child(fields: LogFields): Logger {
    return new FieldLogger([...this.#own, fields], this.#write);
  }

  #at(level: LogLevel, message: string, fields: LogFields = {}): void {
    this.#write(level, message, () => [...this.#own, fields]);
  }
}

/** Text for a person at a terminal, JSON lines for a program. */
export function consoleFormat(): LogFormat {
  try {
    return Deno.stdout.isTerminal() ? "text" : "json";
  } catch {
    return "json";
  }
}

function writeToConsole(line: string): void {
  // deno-lint-ignore no-console -- the logger is the one place that writes to the console
  console.log(line);
}

interface LogRecord {
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, Plain>>;
}

function toJsonLine({ fields, ...head }: LogRecord): string {
  const renamed = Object.entries(fields).map(([name, value]) =>
    [name in head ? `${name}_` : name, value] as const
  );
  return JSON.stringify({ ...head, ...Object.fromEntries(renamed) });
}

function toTextLines({ time, level, message, fields }: LogRecord): string {
  const words = Object.entries(fields).map(([name, value]) => {
    const shown = isPlainError(value) ? errorWithoutStack(value) : value;
    const isWord = typeof shown === "string" && /^[^\s"=]+$/.test(shown);
    return `${name}=${isWord ? shown : JSON.stringify(shown)}`;
  });
  const line = [time, level.toUpperCase().padEnd(5), message, ...words].map(onOneLine).join(" ");
  const below = Object.values(fields).flatMap(stackRows).map((row) => `    ${onOneLine(row)}`);
  return [line, ...below].join("\n");
}

function errorWithoutStack({ stack: _stack, cause: _cause, ...error }: PlainError): Plain {
  const hasFieldsOfItsOwn = Object.keys(error).length > 2;
  return hasFieldsOfItsOwn ? error : `${error.name}: ${error.message}`;
}

/** The stack of an error and of its causes. */
function stackRows(value: Plain): string[] {
  if (!isPlainError(value)) return [];
  const causes = value.cause === undefined ? [] : stackRows(value.cause);
  return [
    ...value.stack.split("\n"),
    ...causes.map((row, i) => i === 0 ? `caused by ${row}` : row),
  ];
}

/** Text from outside must not forge a line or move the cursor of the terminal. */
function onOneLine(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex -- the function replaces control characters
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A value that can be written as JSON and holds no secret. */
type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain };

interface PlainError {
  readonly [name: string]: Plain;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

function isPlainError(value: Plain): value is Plain & PlainError {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    typeof value.stack === "string" && typeof value.name === "string" &&
    typeof value.message === "string";
}

const redacted = "[redacted]";

/** Compared with the name of a field in lower case, without separators. */
const secretName =
  /passw(or)?d|passphrase|secret|token|authorization|apikey|privatekey|cookie|credential/;

/** Forms of secrets, searched for in every text. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/\bbearer\s+(?!tokens?\b)[^\s"',;]+/gi, `Bearer ${redacted}`],
  [/\bcrl_[\w-]{8,}/g, redacted], // an API key
  [/eyJ[\w-]{5,}\.[\w-]*(\.[\w-]*)*/g, redacted], // a JWT: its header begins with {"
  [/:\/\/[^\s/@:]*:[^\s/@]*@/g, `://${redacted}@`],
];

const longestText = 8 * 1024;
const deepest = 8;
const mostEntries = 100;
const mostTextInAll = 64 * 1024;

/** A copy of any values that can be written: cut where they are huge, deep or circular. */
function showable(
  message: string,
  fields: readonly LogFields[],
): Pick<LogRecord, "message" | "fields"> {
  const above = new Set<object>();
  let textLeft = mostTextInAll;

  function show(read: () => unknown): Plain {
    textLeft -= 4;
    try {
      return showValue(read());
    } catch {
      return "[unreadable]"; // a getter, a toJSON or a proxy that throws
    }
  }

  function showValue(value: unknown): Plain {
    switch (typeof value) {
      case "string":
        return showText(value);
      case "number":
        return Number.isFinite(value) ? value : String(value);
      case "boolean":
        return value;
      case "undefined":
        return null;
      case "object":
        return value === null ? null : showObject(value);
      case "function":
        return showText(`[function ${value.name}]`);
      default:
        return showText(String(value));
    }
  }

  function showText(text: string): string {
    const length = Math.min(longestText, Math.max(0, textLeft));
    // Cut first: half a secret still has the form of a secret, and the search stays short.
    let shown = text.slice(0, length);
    for (const [form, instead] of secretForms) shown = shown.replace(form, instead);
    textLeft -= shown.length;
    return text.length > length ? `${shown}… (${text.length} characters)` : shown;
  }

  function showObject(object: object): Plain {
    if (above.has(object)) return "[circular]";
    if (above.size >= deepest || textLeft <= 0) return "[…]";
    above.add(object);
    try {
      return showOpened(object);
    } finally {
      above.delete(object);
    }
  }

  function showOpened(object: object): Plain {
    if (object instanceof Error) return showError(object);
    if (ArrayBuffer.isView(object) || object instanceof ArrayBuffer) {
      return `[${object.constructor.name}, ${object.byteLength} bytes]`;
    }
    if (object instanceof Map || object instanceof Headers || object instanceof URLSearchParams) {
      return showEntries([...object].map(([key, value]) => [String(key), () => value]));
    }
    if (object instanceof Set) return showItems([...object]);
    if (Array.isArray(object)) return showItems(object);
    if ("toJSON" in object && typeof object.toJSON === "function") {
      return showValue(object.toJSON());
    }
    return showEntries(entriesOf(object));
  }

  function showError(error: Error): Plain {
    const { name, message, stack, cause } = error;
    const own = entriesOf(error).filter(([key]) => !["name", "message", "stack"].includes(key));
    return {
      name: showText(String(name)),
      message: showText(String(message)),
      stack: showText(String(stack ?? `${name}: ${message}`)),
      ...showEntries(own),
      ...(cause !== undefined && { cause: show(() => cause) }),
      ...(error instanceof AggregateError && { errors: show(() => error.errors) }),
    };
  }

  function showItems(items: readonly unknown[]): Plain[] {
    const shown = items.slice(0, mostEntries).map((item) => show(() => item));
    return items.length > mostEntries ? [...shown, `… (${items.length} items)`] : shown;
  }

  function showEntries(entries: readonly Entry[]): Record<string, Plain> {
    const shown = entries.slice(0, mostEntries).map(([name, read]): [string, Plain] => [
      showText(name),
      isSecretName(name) ? redacted : show(read),
    ]);
    if (entries.length > mostEntries) shown.push(["…", `(${entries.length} fields)`]);
    return Object.fromEntries(shown);
  }

  return {
    message: String(show(() => message)),
    fields: showEntries(fields.flatMap(entriesOf)),
  };
}

/** The name of a field and a function that reads it: a getter that throws costs only that field. */
type Entry = readonly [name: string, read: () => unknown];

function entriesOf(object: object): Entry[] {
  return Object.keys(object).map((name) => [name, () => (object as LogFields)[name]]);
}

function isSecretName(name: string): boolean {
  return secretName.test(name.toLowerCase().replace(/[^a-z\d]/g, ""));
}
