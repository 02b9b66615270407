import { strict as assert } from "node:assert";
import { NewJob } from "../../../../routes/contract/jobs/jobs.ts";
import { aState, good } from "../../support/builders.ts";
import { FormServer, program, refusal } from "../../support/form_server.ts";
import { TestTerminal } from "../../support/terminal.tsx";
import { waitFor } from "../../support/wait_for.ts";

const crontab =
  "# nightly\n30 2 * * * /opt/backup --all\n@reboot /opt/start\n*/5 * * * * ping\nMAILTO=me\n";
const enter = "\r";

function pasted(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

async function atImport(
  server: FormServer,
  isRefused = (_name: string) => false,
  language: "en" | "zh-TW" = "en",
) {
  const { createJob, ...client } = server.client;
  const state = aState(
    { type: "prefs_set", language },
    { type: "view_switched", screen: "jobs" },
  );
  const terminal = new TestTerminal({
    columns: 120,
    rows: 30,
    state,
    client: {
      ...client,
      createJob: (body, once) =>
        isRefused(String(body.name)) ? refusal(422, "The name is odd.") : createJob!(body, once),
    },
  });
  await terminal.press("I");
  return terminal;
}

Deno.test("a pasted crontab is shown line by line, and makes nothing by itself", async () => {
  const server = new FormServer();
  await using terminal = await atImport(server);

  await terminal.press(pasted(crontab));

  const shown = await terminal.text();
  assert.match(shown, /2 of 2 to be created/);
  assert.match(shown, / 1 +comment +# nightly/);
  assert.match(shown, /\[x\] +2 30 2 \* \* \* +at 02:30 every day +Mon 11-23 02:30 +nightly/);
  assert.match(shown, / 3 +✗ .+@reboot/);
  assert.match(shown, /\[x\] +4 \*\/5 \* \* \* \* +every 5 minutes +Sun 11-22 14:05 +ping/);
  assert.match(shown, / 5 +variable +MAILTO=me/);
  assert.deepEqual(server.sent(), []);
});

Deno.test("the next fire of a line fits its column in Chinese too", async () => {
  await using terminal = await atImport(new FormServer(), undefined, "zh-TW");

  await terminal.press(pasted(crontab));

  assert.match(await terminal.text(), /週日 11-22 14:05 +ping/);
});

for (const [name, end] of [["CR", "\r"], ["LF", "\n"], ["CRLF", "\r\n"]] as const) {
  Deno.test(`a paste with ${name} as line ends has the same lines`, async () => {
    const server = new FormServer();
    await using terminal = await atImport(server);

    await terminal.press(pasted(crontab.replaceAll("\n", end)));

    const shown = await terminal.text();
    assert.match(shown, /2 of 2 to be created/);
    assert.match(shown, / 5 +variable +MAILTO=me/);
  });
}

Deno.test("the chosen lines become jobs after a question, those left out do not", async () => {
  const server = new FormServer();
  await using terminal = await atImport(server);
  await terminal.press(pasted(crontab), "j", "j", "j", " ", "\x13");
  const question = await terminal.text();

  await terminal.press("y");

  assert.match(question, /Create 1 jobs\?/);
  const [sent] = server.asked.filter(({ what }) => what === "create");
  const body = NewJob.parse(sent?.body);
  assert.equal(server.sent().length, 1);
  assert.deepEqual(
    [body.name, body.job_class_string, body.minute, body.hour, body.timezone],
    ["nightly", program, "30", "2", "Asia/Taipei"],
  );
  assert.match(sent?.once ?? "", /^[0-9a-f-]{36}$/);
  assert.match(await terminal.text(), /✓ created .+ nightly/);
});

Deno.test("a job that the server refuses shows the reason, and a second try has the same key", async () => {
  const server = new FormServer();
  let isRefused = true;
  await using terminal = await atImport(server, (name) => isRefused && name === "nightly");

  await terminal.press(pasted(crontab), "\x13", "y");
  const first = await terminal.text();
  const rows = [...terminal.app.state.importing.rows.values()];
  isRefused = false;
  await terminal.press("j", " ", "\x13", "y");

  assert.match(first, /✗ The name is odd\. .+ nightly/);
  assert.match(first, /created 1 of 2/);
  const sent = server.asked.filter(({ what }) => what === "create");
  assert.deepEqual(
    sent.map(({ once }) => once),
    [rows.find(({ line }) => line === 4)?.once, rows.find(({ line }) => line === 2)?.once],
  );
});

Deno.test("a job that exists already is shown as such and not made again", async () => {
  const server = new FormServer();
  const [line] = await readLines(server, "*/5 * * * * ping\n");
  const { job_class_string: jobClass, pub_args, timezone, day_of_week, name: _, ...fields } =
    line!.job;
  const existing = {
    id: "0123456789abcdef0123456789abcdef",
    jobClass,
    pubArgs: JSON.parse(JSON.stringify(pub_args)),
    schedule: { ...fields, dayOfWeek: day_of_week, timeZone: timezone },
  };
  server.crontabJobs = [existing] as unknown as FormServer["crontabJobs"];
  await using terminal = await atImport(server);

  await terminal.press(pasted(crontab));
  const shown = await terminal.text();
  await terminal.press("\x01", "\x13", "y");

  assert.match(shown, /1 of 2 to be created/);
  assert.match(shown, / 4 \*\/5 .+ exists already .+ ping/);
  assert.deepEqual(server.sent().map(({ body }) => (body as { name: string }).name), ["nightly"]);
});

async function readLines(server: FormServer, text: string) {
  const answer = await server.client.readCrontab!({ text });
  assert.ok(answer.ok);
  return answer.value.lines.flatMap(({ jobs }) => jobs);
}

Deno.test("a server that reads no crontabs says so, and the text can be given again", async () => {
  const server = new FormServer();
  server.readsCrontab = () => refusal(404, "Not found");
  await using terminal = await atImport(server);

  await terminal.press(pasted(crontab));

  assert.match(await terminal.text(), /This server does not read crontabs\./);
});

Deno.test("e opens a line as a new job, with all it says", async () => {
  const server = new FormServer();
  await using terminal = await atImport(server);

  await terminal.press(pasted(crontab), "j", "e");

  const shown = await terminal.text();
  assert.match(shown, /New job/);
  assert.match(shown, /Name +nightly/);
  assert.match(shown, /options +\{"program":"\/bin\/sh","args":\["-c","\/opt\/backup/);
  assert.match(shown, /Schedule +30 2 \* \* \*/);
  assert.match(shown, /Time zone +Asia\/Taipei/);
});

Deno.test("a file is read by its path; a missing file, or one without jobs, is reported", async () => {
  const server = new FormServer();
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "# nothing\n");
    await using terminal = await atImport(server);
    await terminal.press(`${path}.gone`, enter);
    await waitFor(async () => /cannot be read/.test(await terminal.text()));
    await terminal.press("\x15", path, enter);
    await waitFor(async () => /It has no line that could become a job/.test(await terminal.text()));
    await Deno.writeTextFile(path, crontab);
    await terminal.press(enter);
    await waitFor(async () => /2 of 2/.test(await terminal.text()));
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("when the server may not run commands, the screen says so at once", async () => {
  const server = new FormServer();
  const classes = await server.client.jobClasses!();
  assert.ok(classes.ok);
  const job_classes = classes.value.job_classes.map((one) => ({
    ...one,
    available: one.job_class_string !== program,
    unavailable_reason: "ALLOW_SHELL_JOBS is not set",
  }));
  Object.assign(server.client, { jobClasses: () => good({ job_classes }) });
  await using terminal = await atImport(server);

  assert.match(await terminal.text(), /Commands cannot run on this server: ALLOW_SHELL_JOBS/);
});
