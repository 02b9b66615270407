import assert from "node:assert/strict";
import type { ScheduleLocale } from "../../../scheduler/cron/words/describe.ts";
import { type Given, inWords } from "./support.ts";

const locales: ScheduleLocale[] = ["en", "zh-TW"];

Deno.test("describeSchedule() tells times", () => {
  const table: [Given, en: string, zh: string][] = [
    [{ minute: "*" }, "every minute", "每分鐘"],
    [{ minute: "*/5" }, "every 5 minutes", "每 5 分鐘"],
    [{ minute: "0" }, "every hour", "每小時"],
    [{ minute: "30" }, "at minute 30 past every hour", "每小時的第 30 分"],
    [
      { minute: "*/7" },
      "at minutes 0, 7, 14, …, 56 past every hour",
      "每小時的第 0、7、14、…、56 分",
    ],
    [{ minute: "15,45" }, "at minutes 15 and 45 past every hour", "每小時的第 15 及 45 分"],
    [{ minute: "*/40" }, "at minutes 0 and 40 past every hour", "每小時的第 0 及 40 分"],
    [
      { minute: "0-9,30" },
      "at minutes 0 to 9 and 30 past every hour",
      "每小時的第 0 至 9 及 30 分",
    ],
    [{ hour: "2" }, "at 02:00 every day", "每天 02:00"],
    [
      { hour: "*/6" },
      "at 00:00, 06:00, 12:00 and 18:00 every day",
      "每天 00:00、06:00、12:00 及 18:00",
    ],
    [{ hour: "*/2" }, "every 2 hours", "每 2 小時"],
    [
      { hour: "1/2" },
      "every 2 hours from 01:00 to 23:00, every day",
      "每天 01:00 至 23:00，每 2 小時",
    ],
    [
      { hour: "*/5" },
      "every 5 hours from 00:00 to 20:00, every day",
      "每天 00:00 至 20:00，每 5 小時",
    ],
    [
      { hour: "9-17", minute: "30" },
      "every hour from 09:30 to 17:30, every day",
      "每天 09:30 至 17:30，每小時",
    ],
    [
      { hour: "*/2", minute: "*/30" },
      "at minutes 0 and 30 past hours 0, 2, 4, …, 22, every day",
      "每天 0、2、4、…、22 時的第 0 及 30 分",
    ],
    [
      { hour: "9", minute: "*" },
      "every minute from 09:00 to 09:59, every day",
      "每天 09:00 至 09:59，每分鐘",
    ],
    [
      { hour: "9", minute: "*/7" },
      "every 7 minutes from 09:00 to 09:56, every day",
      "每天 09:00 至 09:56，每 7 分鐘",
    ],
    [
      { hour: "9-17", minute: "*/7" },
      "at minutes 0, 7, 14, …, 56 past hours 9 to 17, every day",
      "每天 9 至 17 時的第 0、7、14、…、56 分",
    ],
    [
      { hour: "22-23,0-5" },
      "every hour from 00:00 to 05:00 and from 22:00 to 23:00, every day",
      "每天 00:00 至 05:00 及 22:00 至 23:00，每小時",
    ],
    [
      { hour: "*/2", minute: "*" },
      "every minute of hours 0, 2, 4, …, 22, every day",
      "每天 0、2、4、…、22 時的每一分鐘",
    ],
    [
      { hour: "9", minute: "1,2,5,9,11,20,40" },
      "at minutes 1, 2, 5, 9, 11, 20 and 40 past hour 9, every day",
      "每天 9 時的第 1、2、5、9、11、20 及 40 分",
    ],
  ];

  for (const [given, en, zh] of table) {
    assert.equal(inWords(given, "en"), en, JSON.stringify(given));
    assert.equal(inWords(given, "zh-TW"), zh, JSON.stringify(given));
  }
});

Deno.test("describeSchedule() tells dates", () => {
  const table: [Given, en: string, zh: string][] = [
    [{ hour: "2", dayOfWeek: "mon-fri" }, "at 02:00 Monday to Friday", "每週一至週五 02:00"],
    [{ dayOfWeek: "6" }, "at 00:00 every Sunday", "每週日 00:00"],
    [
      { dayOfWeek: "mon,wed,fri" },
      "at 00:00 every Monday, Wednesday and Friday",
      "每週一、週三及週五 00:00",
    ],
    [
      { minute: "*/10", hour: "9-17", dayOfWeek: "mon-fri" },
      "every 10 minutes from 09:00 to 17:50, Monday to Friday",
      "每週一至週五 09:00 至 17:50，每 10 分鐘",
    ],
    [
      { minute: "*/5", dayOfWeek: "5,6" },
      "every 5 minutes, every Saturday and Sunday",
      "每週六及週日，每 5 分鐘",
    ],
    [
      { day: "1,15", hour: "6", minute: "30" },
      "at 06:30 on the 1st and 15th of the month",
      "每月 1 日及 15 日 06:30",
    ],
    [
      { day: "2,3,11-13,22,31" },
      "at 00:00 on the 2nd, 3rd, 11th to 13th, 22nd and 31st of the month",
      "每月 2 日、3 日、11 日至 13 日、22 日及 31 日 00:00",
    ],
    [
      { day: "*/2" },
      "at 00:00 on the 1st, 3rd, 5th, …, 31st of the month",
      "每月 1 日、3 日、5 日、…、31 日 00:00",
    ],
    [{ day: "last fri" }, "at 00:00 on the last Friday of the month", "每月最後一個週五 00:00"],
    [
      { day: "last,1st mon,15" },
      "at 00:00 on the 15th, first Monday and last day of the month",
      "每月 15 日、第一個週一及最後一天 00:00",
    ],
    [
      { day: "1-7", dayOfWeek: "sun", hour: "4" },
      "at 04:00 on the first Sunday of the month",
      "每月第一個週日 04:00",
    ],
    [
      { day: "2-8", dayOfWeek: "sun", hour: "4" },
      "at 04:00 on the 2nd to 8th of the month that are a Sunday",
      "每月 2 日至 8 日（限週日）04:00",
    ],
    [
      { day: "13", dayOfWeek: "fri" },
      "at 00:00 on the 13th of the month if it is a Friday",
      "每月 13 日（限週五）00:00",
    ],
    [
      { day: "1,15", dayOfWeek: "mon-fri" },
      "at 00:00 on the 1st and 15th of the month that are a day from Monday to Friday",
      "每月 1 日及 15 日（限週一至週五）00:00",
    ],
    [{ month: "1" }, "at 00:00 on the 1st of January", "每年 1 月 1 日 00:00"],
    [
      { month: "1,7", day: "last" },
      "at 00:00 on the last day of January and July",
      "每年 1 月及 7 月的最後一天 00:00",
    ],
    [
      { month: "6-8", day: "last" },
      "at 00:00 on the last day of each month from June to August",
      "每年 6 月至 8 月每月最後一天 00:00",
    ],
    [
      { month: "6-8", hour: "6" },
      "at 06:00 every day from June to August",
      "每年 6 月至 8 月每天 06:00",
    ],
    [
      { month: "2", minute: "*/5" },
      "every 5 minutes, every day in February",
      "每年 2 月每天，每 5 分鐘",
    ],
    [
      { month: "jan", dayOfWeek: "mon,wed" },
      "at 00:00 every Monday and Wednesday in January",
      "每年 1 月每週一及週三 00:00",
    ],
    [{ week: "10" }, "at 00:00 every day in ISO week 10", "每年 ISO 第 10 週每天 00:00"],
    [
      { week: "*/2", dayOfWeek: "mon" },
      "at 00:00 every Monday in ISO weeks 1, 3, 5, …, 53",
      "每年 ISO 第 1、3、5、…、53 週的週一 00:00",
    ],
    [
      { week: "1", month: "12", day: "31", dayOfWeek: "mon,tue" },
      "at 00:00 on the 31st of December if it is a Monday or Tuesday, in ISO week 1",
      "每年 12 月 31 日（限週一或週二且 ISO 第 1 週）00:00",
    ],
    [
      { week: "1-26", dayOfWeek: "mon", month: "1", minute: "*" },
      "every minute, every Monday in January, in ISO weeks 1 to 26",
      "每年 1 月每週一（限 ISO 第 1 至 26 週），每分鐘",
    ],
  ];

  for (const [given, en, zh] of table) {
    assert.equal(inWords(given, "en"), en, JSON.stringify(given));
    assert.equal(inWords(given, "zh-TW"), zh, JSON.stringify(given));
  }
});

Deno.test("describeSchedule() cuts only lists that are truly long", () => {
  const scattered = "0,2,5,7,10,12,15,17,20,22,25,27,30,32,35,37,40,42";

  assert.equal(
    inWords({ minute: scattered }, "en"),
    "at minutes 0, 2, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27, 30, 32, 35 and 3 more past every hour",
  );
  assert.equal(
    inWords({ minute: scattered }, "zh-TW"),
    "每小時的第 0、2、5、7、10、12、15、17、20、22、25、27、30、32、35 分及其他 3 個",
  );
});

Deno.test("describeSchedule() tells the same of schedules that fire alike", () => {
  const pairs: [Given, Given][] = [
    [{ minute: "*/15" }, { minute: "45,30,15,0,0", hour: "0-23" }],
    [{ minute: "0-59/1" }, { minute: "*" }],
    [{ hour: "3", dayOfWeek: "0-6" }, { hour: "3", day: "1-31", month: "jan-dec" }],
    [{ dayOfWeek: "sat,sun" }, { dayOfWeek: "5-6" }],
    [{ day: "1st mon,last fri,last" }, { day: "LAST,last fri,1st  mon,last fri" }],
    [{ day: "1-7", dayOfWeek: "sun" }, { day: "1st sun" }],
    [{ day: "29-31", dayOfWeek: "tue" }, { day: "5th tue" }],
    [{ day: "*,last" }, { day: "*" }],
    [{ minute: "0-0/5" }, { minute: "0" }],
  ];

  for (const [one, other] of pairs) {
    for (const locale of locales) {
      assert.equal(
        inWords(one, locale),
        inWords(other, locale),
        JSON.stringify([one, other]),
      );
    }
  }
});

Deno.test("describeSchedule() tells apart what fires differently", () => {
  const pairs: [Given, Given][] = [
    [{ minute: "*/7" }, { minute: "*/6" }],
    [{ minute: "*/10" }, { minute: "5/10" }],
    [{ minute: "*/10" }, { minute: "0-49/10" }],
    [{ minute: "*/10" }, { minute: "*/10", hour: "0-22" }],
    [{ hour: "*/2" }, { hour: "1/2" }],
    [{ hour: "*/2" }, { hour: "0-20/2" }],
    [{ hour: "*/4" }, { hour: "*/5" }],
    [{ hour: "*/2" }, { hour: "*/2", minute: "1" }],
    [{ hour: "*/2", minute: "*/30" }, { minute: "*/30" }],
    [{ hour: "9-17" }, { hour: "9-17", minute: "*" }],
    [{ hour: "9", minute: "17" }, { hour: "17", minute: "9" }],
    [{ hour: "9,17", minute: "0,30" }, { hour: "9,17" }],
    [{ day: "1" }, { day: "1st mon" }],
    [{ day: "31" }, { day: "last" }],
    [{ day: "5th fri" }, { day: "last fri" }],
    [{ day: "1-7" }, { day: "1-7", dayOfWeek: "sun" }],
    [{ day: "1-7", dayOfWeek: "sun" }, { dayOfWeek: "sun" }],
    [{ day: "8-14", dayOfWeek: "sun" }, { day: "1st sun" }],
    [{ day: "22-31", dayOfWeek: "sun" }, { day: "4th sun" }],
    [{ day: "1,8,15", dayOfWeek: "sun" }, { day: "1-15", dayOfWeek: "sun" }],
    [{ day: "13", dayOfWeek: "fri" }, { day: "13,1st fri" }],
    [{ day: "1-3" }, { day: "1,3" }],
    [{ day: "*/2" }, { day: "*/2,last" }],
    [{ day: "*/2" }, { day: "2/2" }],
    [{ dayOfWeek: "mon-fri" }, { dayOfWeek: "mon,fri" }],
    [{ dayOfWeek: "mon-fri" }, { dayOfWeek: "mon-sat" }],
    [{ dayOfWeek: "0" }, { dayOfWeek: "6" }],
    [{ month: "6-8" }, { month: "6,8" }],
    [{ month: "1" }, { week: "1" }],
    [{ month: "6-8", day: "last" }, { month: "8", day: "last" }],
    [{ month: "12", week: "1" }, { month: "12" }],
    [{ week: "*/2" }, { week: "2/2" }],
    [{ week: "10", dayOfWeek: "mon" }, { week: "10" }],
  ];

  for (const [one, other] of pairs) {
    for (const locale of locales) {
      assert.notEqual(inWords(one, locale), inWords(other, locale), JSON.stringify([one, other]));
    }
  }
});
