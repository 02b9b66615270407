import { strict as assert } from "node:assert";
import { aState, good } from "../../support/builders.ts";
import { FormServer, refusal, shell } from "../../support/form_server.ts";
import { TestTerminal } from "../../support/terminal.tsx";

const crontab = "# nightly\n30 2 * * * /opt/backup --all\n@reboot /opt/start\n*/5 * * * * ping\n";
const enter = "\r";

function pasted(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

async function atImport(server: FormServer, isRefused = (_name: string) => false) {
  const { previewSchedule, createJob, ...client } = server.client;
  const state = aState({ type: "view_switched", screen: "jobs" });
  const terminal = new TestTerminal({
    columns: 100,
    rows: 30,
    state,
    client: {
      ...client,
      previewSchedule: (body) =>
        body.cron === "@reboot"
          ? refusal(422, "no", [{ field: "cron", reason: "@reboot is no time" }])
          : previewSchedule!(body),
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
  assert.match(shown, /2 of 3 to be created/);
  assert.match(shown, /\[x\] +2 30 2 \* \* \* +every 20 minutes +nightly/);
  assert.match(shown, /\[ \] +3 @reboot +✗ @reboot is no time/);
  assert.deepEqual(server.sent(), []);
});

Deno.test("the chosen lines become jobs after a question, those left out do not", async () => {
  const server = new FormServer();
  await using terminal = await atImport(server);
  await terminal.press(pasted(crontab), "j", "j", " ", "\x13");
  const question = await terminal.text();

  await terminal.press("y");

  assert.match(question, /Create 1 jobs\?|Create 1/);
  assert.deepEqual(server.sent().map(({ body }) => body), [{
    name: "nightly",
    job_class_string: shell,
    pub_args: ["sh", "-c", "/opt/backup --all"],
    cron: "30 2 * * *",
  }]);
  assert.match(await terminal.text(), /✓ created +nightly/);
});

Deno.test("a line that the server refuses says why, and the others are made", async () => {
  const server = new FormServer();
  await using terminal = await atImport(server, (name) => name === "nightly");

  await terminal.press(pasted(crontab), "\x13", "y");

  const shown = await terminal.text();
  assert.match(shown, /✗ The name is odd\. +nightly/);
  assert.match(shown, /created 1 of 2/);
  assert.equal(server.sent().length, 1);
});

Deno.test("e opens a line as a new job, with all it says", async () => {
  const server = new FormServer();
  await using terminal = await atImport(server);

  await terminal.press(pasted(crontab), "e");

  const shown = await terminal.text();
  assert.match(shown, /New job/);
  assert.match(shown, /Name +nightly/);
  assert.match(shown, /arguments 2 +\/opt\/backup --all/);
  assert.match(shown, /Schedule +30 2 \* \* \*/);
});

Deno.test("a file is read by its path; one that is not there, or holds no job, is told", async () => {
  const server = new FormServer();
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "# nothing\n");
    await using terminal = await atImport(server);
    await terminal.press(`${path}.gone`, enter);
    await waitFor(async () => /cannot be read/.test(await terminal.text()));
    await terminal.press("\x15", path, enter);
    await waitFor(async () => /There is no job in it/.test(await terminal.text()));
    await Deno.writeTextFile(path, crontab);
    await terminal.press(enter);
    await waitFor(async () => /2 of 3/.test(await terminal.text()));
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("a server where no command may run is said to be one, before anything is tried", async () => {
  const server = new FormServer();
  const classes = await server.client.jobClasses!();
  assert.ok(classes.ok);
  const job_classes = classes.value.job_classes.map((one) => ({
    ...one,
    available: one.job_class_string !== shell,
    unavailable_reason: "ALLOW_SHELL_JOBS is not set",
  }));
  Object.assign(server.client, { jobClasses: () => good({ job_classes }) });
  await using terminal = await atImport(server);

  assert.match(await terminal.text(), /Commands cannot run on this server: ALLOW_SHELL_JOBS/);
});

/** A file is read when it is read. */
async function waitFor(isTrue: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail("it never became true");
}
