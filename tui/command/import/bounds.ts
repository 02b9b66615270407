/** As the server has it: routes/contract/facts.ts. */
export const longestCrontab = 262_144;
