/** As the server has it: routes/contract/jobs/crontabs.ts, which loads zod. */
export const longestCrontab = 262_144;
