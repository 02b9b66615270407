import { strict as assert } from "node:assert";
import { crontabLines } from "../../../../tui/screens/import/crontab_lines.ts";

Deno.test("a crontab's jobs are found, its comments and blank lines are not", () => {
  const lines = crontabLines(
    "# m h\n\n*/5  *\t* * 1-5   /usr/bin/backup --all\n@daily true\nnonsense\n",
  );

  assert.deepEqual(
    lines.map(({ id, cron, command }) => [id, cron, command]),
    [["3", "*/5 * * * 1-5", "/usr/bin/backup --all"], ["4", "@daily", "true"]],
  );
});

Deno.test("a comment right above is the name; otherwise the command is, without its folder", () => {
  const lines = crontabLines(
    "# 夜間備份\n0 2 * * * /opt/a\n\n# far\n\n0 3 * * * /opt/b x\n#0 1 * * * old\n0 4 * * * /opt/c",
  );

  assert.deepEqual(lines.map(({ name }) => name), ["夜間備份", "b x", "c"]);
});

Deno.test("variables go before the commands below them; cron's own say how, not what", () => {
  const [first, second] = crontabLines(
    '0 1 * * * one\nPATH=/bin\nGREETING="it\'s"\nSHELL=/bin/bash\nMAILTO=me\nCRON_TZ=Asia/Taipei\n0 2 * * * two',
  );

  assert.deepEqual([first?.command, first?.shell, first?.timezone], ["one", "sh", undefined]);
  assert.equal(second?.command, "export PATH='/bin'; export GREETING='it'\\''s'; two");
  assert.deepEqual([second?.shell, second?.timezone], ["/bin/bash", "Asia/Taipei"]);
});

Deno.test("a percent sign begins an input, unless it is escaped", () => {
  const lines = crontabLines("0 1 * * * mail x%body\n0 1 * * * date +\\%d");

  assert.deepEqual(lines.map(({ hasInput }) => hasInput), [true, false]);
  assert.equal(lines[1]?.command, "date +%d");
});
