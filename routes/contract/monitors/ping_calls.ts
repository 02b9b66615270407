import { z } from "zod";

const exampleKey = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";

const key = z.string().meta({ description: "The key of the monitor.", example: exampleKey });

export const PingPath = z.object({ key });

export const PingSignalPath = z.object({
  key,
  signal: z.string().meta({
    description: "`start`, `fail`, `log`, or an exit status from 0 to 255.",
    pattern: "^(start|fail|log|[0-9]{1,3})$",
    example: "start",
  }),
});

export const PingQuery = z.object({
  rid: z.string().optional().meta({
    description:
      "A UUID in lower case that the pings of one run share, where runs overlap. Others answer 400.",
    example: "123e4567-e89b-12d3-a456-426614174000",
  }),
});

export const PingAnswer = z.literal("OK").meta({ description: "The ping is stored." });
