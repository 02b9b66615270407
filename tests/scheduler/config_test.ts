import assert from "node:assert/strict";
import { type Config, ConfigError, readConfig, variableNames } from "../../scheduler/config.ts";

const defaults: Config = {
  port: 8888,
  host: "127.0.0.1",
  onDenoDeploy: false,
  kvPath: "./data/carillon.db",
  jwtExpirationDays: 1,
  adminUsername: "admin",
  passwordMinLength: 12,
  timezone: "UTC",
  role: "all",
  workerConcurrency: 10,
  leaseSeconds: 30,
  misfireGraceSeconds: 3600,
  maxInstances: 3,
  coalesce: true,
  expectData: false,
  executionRetentionDays: 30,
  logRetentionDays: 365,
  jobModules: [],
  allowShellJobs: false,
  shellCategories: [],
  httpJobAllow: "",
  corsOrigins: [],
  loginCookie: false,
  mcp: false,
  trustedProxies: 0,
  logLevel: "info",
  alarmFailedAfter: 1,
  alarmMissed: true,
  alarmLateSeconds: 0,
  alarmLongSeconds: 0,
  alarmRepeatHours: 24,
};

const longSecret = "0123456789abcdef0123456789abcdef";

/** What each variable takes, and what it makes of it. */
const right: Readonly<Record<string, readonly (readonly [string, Partial<Config>])[]>> = {
  PORT: [["0", { port: 0 }], ["65535", { port: 65535 }], [" 8080 ", { port: 8080 }]],
  HOST: [
    ["0.0.0.0", { host: "0.0.0.0" }],
    ["::1", { host: "::1" }],
    ["jobs.example.org", { host: "jobs.example.org" }],
  ],
  KV_PATH: [
    [":memory:", { kvPath: ":memory:" }],
    ["/var/lib/carillon/my jobs.db", { kvPath: "/var/lib/carillon/my jobs.db" }],
    ["C:\\carillon.db", { kvPath: "C:\\carillon.db" }],
    ["http://kv:4512", { kvPath: "http://kv:4512" }],
    ["https://api.deno.com/databases/x/connect", {
      kvPath: "https://api.deno.com/databases/x/connect",
    }],
  ],
  JWT_SECRET: [
    [longSecret, { jwtSecret: longSecret }],
    ["\u00e9".repeat(16), { jwtSecret: "\u00e9".repeat(16) }],
  ],
  JWT_EXPIRATION_DAYS: [
    ["7", { jwtExpirationDays: 7 }],
    ["0.5", { jwtExpirationDays: 0.5 }],
    ["3650", { jwtExpirationDays: 3650 }],
  ],
  ADMIN_USERNAME: [["root", { adminUsername: "root" }], [
    "\u7ba1\u7406\u54e1",
    { adminUsername: "\u7ba1\u7406\u54e1" },
  ]],
  ADMIN_PASSWORD: [
    [" with blanks ", { adminPassword: " with blanks " }],
    ["x".repeat(1024), { adminPassword: "x".repeat(1024) }],
  ],
  PASSWORD_MIN_LENGTH: [["1", { passwordMinLength: 1 }], ["128", { passwordMinLength: 128 }]],
  TIMEZONE: [
    ["Asia/Taipei", { timezone: "Asia/Taipei" }],
    ["Etc/GMT+8", { timezone: "Etc/GMT+8" }],
  ],
  ROLE: [
    ["api", { role: "api" }],
    ["WORKER", { role: "worker" }],
    ["all", { role: "all" }],
  ],
  LEASE_SECONDS: [["2", { leaseSeconds: 2 }], ["3600", { leaseSeconds: 3600 }]],
  WORKER_CONCURRENCY: [["1", { workerConcurrency: 1 }], ["1000", { workerConcurrency: 1000 }]],
  MISFIRE_GRACE_SECONDS: [
    ["0", { misfireGraceSeconds: 0 }],
    ["2678400", { misfireGraceSeconds: 2678400 }],
  ],
  MAX_INSTANCES: [["1", { maxInstances: 1 }], ["100", { maxInstances: 100 }]],
  COALESCE: ["false", "0", "no", "False", "NO"].map((no) => [no, { coalesce: false }]),
  CARILLON_EXPECT_DATA: [["true", { expectData: true }]],
  EXECUTION_RETENTION_DAYS: [["0.25", { executionRetentionDays: 0.25 }]],
  ALARM_FAILED_AFTER: [["0", { alarmFailedAfter: 0 }], ["100", { alarmFailedAfter: 100 }]],
  ALARM_MISSED: [["no", { alarmMissed: false }]],
  ALARM_LATE_SECONDS: [["2678400", { alarmLateSeconds: 2_678_400 }]],
  ALARM_LONG_SECONDS: [["3600", { alarmLongSeconds: 3600 }]],
  ALARM_REPEAT_HOURS: [["0", { alarmRepeatHours: 0 }]],
  LOG_RETENTION_DAYS: [["36500", { logRetentionDays: 36500 }]],
  JOB_MODULES: [
    [" ./jobs/a.ts, npm:my-jobs ,,", { jobModules: ["./jobs/a.ts", "npm:my-jobs"] }],
    [" , ", {}],
  ],
  ALLOW_SHELL_JOBS: ["true", "1", "yes", "TRUE", "Yes"].map((yes) => [yes, {
    allowShellJobs: true,
  }]),
  SHELL_CATEGORIES: [["1, reports", { shellCategories: ["1", "reports"] }], ["*", {
    shellCategories: ["*"],
  }]],
  HTTP_JOB_ALLOW: [["10.0.0.0/8, localhost", { httpJobAllow: "10.0.0.0/8, localhost" }]],
  CORS_ORIGINS: [
    ["*", { corsOrigins: ["*"] }],
    ["https://A.example/, http://localhost:5173,https://b.example:443", {
      corsOrigins: ["https://a.example", "http://localhost:5173", "https://b.example"],
    }],
  ],
  LOGIN_COOKIE: [["true", { loginCookie: true }]],
  MCP: [["true", { mcp: true }]],
  TRUST_PROXY: [["0", {}], ["2", { trustedProxies: 2 }]],
  METRICS_TOKEN: [["0123456789abcdef", { metricsToken: "0123456789abcdef" }]],
  LOG_LEVEL: [["debug", { logLevel: "debug" }], ["WARN", { logLevel: "warn" }]],
};

const wrong: Readonly<Record<string, readonly string[]>> = {
  PORT: ["-1", "65536", "80.5", "http", "0x50", "1e3", "80 81", "Infinity"],
  HOST: ["http://127.0.0.1", "a b", "[::1]:80/"],
  KV_PATH: ["ftp://kv", "postgres://user:hunter2@db", "http://", "a\0b"],
  JWT_SECRET: ["0123456789abcdef0123456789abcde", "short"],
  JWT_EXPIRATION_DAYS: ["0", "0.0", "-1", "3651", "1d", "NaN", ".5"],
  ADMIN_USERNAME: ["a\nb", "API key: x", "x".repeat(129)],
  ADMIN_PASSWORD: ["x".repeat(1025), "\u00e9".repeat(513)],
  PASSWORD_MIN_LENGTH: ["0", "129", "long"],
  TIMEZONE: [
    "Mars/Base",
    "IST",
    "BST",
    "+08:00",
    "-0500",
    "8",
    "UTC+8",
    "IST",
    "bst",
    "SystemV/PST8",
  ],
  ROLE: ["both", "api,worker"],
  LEASE_SECONDS: ["1", "3601", "half a minute"],
  WORKER_CONCURRENCY: ["0", "1001", "many"],
  MISFIRE_GRACE_SECONDS: ["-1", "2678401", "1.5"],
  MAX_INSTANCES: ["0", "101"],
  COALESCE: ["on", "2", "y", "truefalse"],
  EXECUTION_RETENTION_DAYS: ["0", "36501", "-3"],
  ALARM_FAILED_AFTER: ["-1", "101"],
  ALARM_MISSED: ["sometimes"],
  ALARM_LATE_SECONDS: ["2678401"],
  ALARM_LONG_SECONDS: ["-1", "an hour"],
  ALARM_REPEAT_HOURS: ["8761"],
  LOG_RETENTION_DAYS: ["0", "for ever"],
  ALLOW_SHELL_JOBS: ["maybe", "-1"],
  CORS_ORIGINS: [
    "example.org",
    "https://a.example/path",
    "https://a.example?x",
    "ftp://a.example",
    "https://u:p@a.example",
    "https://a.example https://b.example",
    "null",
  ],
  TRUST_PROXY: ["true", "-1", "11", "1.5"],
  METRICS_TOKEN: ["0123456789abcde", "two words two words", "x".repeat(257)],
  LOG_LEVEL: ["verbose", "trace"],
};

/** The error that it makes; without one, the test fails. */
function configError(env: Record<string, string>): ConfigError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: `no error for ${JSON.stringify(env)}` });
}

Deno.test("readConfig() has a default for everything", () => {
  assert.deepEqual(readConfig({}), defaults);
});

for (const [name, cases] of Object.entries(right)) {
  Deno.test(`readConfig() reads ${name}`, () => {
    for (const [value, expected] of cases) {
      assert.deepEqual(readConfig({ [name]: value }), { ...defaults, ...expected }, value);
    }
  });
}

for (const [name, values] of Object.entries(wrong)) {
  Deno.test(`readConfig() refuses a wrong ${name}, and names it`, () => {
    for (const value of values) {
      const { problems } = configError({ [name]: value });
      assert.equal(problems.length, 1, value);
      assert.match(problems[0] ?? "", new RegExp(`^${name}: must be [^\n]{5,}$`), value);
    }
  });
}

Deno.test("readConfig() takes empty text for not set", () => {
  const names = [...Object.keys(right), "DENO_DEPLOY", "DENO_DEPLOYMENT_ID"];

  assert.deepEqual(readConfig(Object.fromEntries(names.map((name) => [name, ""]))), defaults);
  assert.deepEqual(readConfig({ PORT: "  ", TIMEZONE: "\t", ROLE: "\n" }), defaults);
});

Deno.test("readConfig() reads from a function, and only what it knows", () => {
  const asked: string[] = [];

  const config = readConfig((name) => {
    asked.push(name);
    return name === "PORT" ? "1234" : undefined;
  });

  assert.deepEqual(config, { ...defaults, port: 1234 });
  assert.ok(Object.keys(right).every((name) => asked.includes(name)));
  assert.ok(!asked.includes("HOME"));
});

Deno.test("readConfig() names every wrong variable at once, a line each", () => {
  const error = configError({ PORT: "http", ROLE: "both", TIMEZONE: "UTC", MAX_INSTANCES: "0" });

  assert.deepEqual(error.message.split("\n"), [
    "The configuration is wrong.",
    'PORT: must be a whole number from 0 to 65535, not "http"',
    'ROLE: must be one of all, api, worker, not "both"',
    'MAX_INSTANCES: must be a whole number from 1 to 100, not "0"',
  ]);
});

Deno.test("readConfig() never shows a secret", () => {
  const error = configError({
    JWT_SECRET: "hunter2",
    ADMIN_PASSWORD: "hunter2".repeat(200),
    KV_PATH: "postgres://user:hunter2@db",
    METRICS_TOKEN: "hunter2",
    PORT: "http",
  });

  assert.equal(error.problems.length, 5);
  assert.doesNotMatch(error.message, /hunter2/);
  assert.doesNotMatch(error.stack ?? "", /hunter2/);
});

Deno.test("readConfig() leaves the database to Deno Deploy there, unless one is named", () => {
  for (const mark of ["DENO_DEPLOY", "DENO_DEPLOYMENT_ID"]) {
    const { kvPath: _, ...others } = defaults;

    assert.deepEqual(readConfig({ [mark]: "1" }), { ...others, onDenoDeploy: true });
    assert.equal(
      readConfig({ [mark]: "1", KV_PATH: "https://kv.example" }).kvPath,
      "https://kv.example",
    );
  }
});

Deno.test("README.md describes every variable of the configuration", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const table = readme.slice(readme.indexOf("## Configuration"), readme.indexOf("## Job classes"));

  const missing = variableNames.filter((name) => !table.includes(`\`${name}\``));

  // Deno Deploy sets these two; no operator does.
  assert.deepEqual(missing, ["DENO_DEPLOY", "DENO_DEPLOYMENT_ID"]);
});
