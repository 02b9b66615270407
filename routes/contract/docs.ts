import { z } from "zod";

export const ApiDescription = z.looseObject({
  openapi: z.string().meta({ description: "The version of OpenAPI.", example: "3.1.1" }),
  info: z.looseObject({
    title: z.string().meta({ description: "The name of the API.", example: "Carillon" }),
    version: z.string().meta({ description: "The version of the API.", example: "0.1.0" }),
  }).meta({ description: "The API." }),
  paths: z.looseObject({}).meta({ description: "Each path with its calls.", example: {} }),
}).meta({ id: "ApiDescription" });

export const Welcome = z.object({
  name: z.string().meta({ description: "The name of the service.", example: "Carillon" }),
  description: z.string().meta({
    description: "What the service does.",
    example: "A cron-job scheduler service: a REST API, crons and a worker.",
  }),
  docs: z.string().meta({ description: "The path of the documentation.", example: "/docs" }),
  openapi: z.string().meta({
    description: "The path of the OpenAPI document.",
    example: "/api/v1/openapi.json",
  }),
  api: z.string().meta({ description: "The path under which all calls are.", example: "/api/v1" }),
  health: z.string().meta({
    description: "The path that says whether the server is ready.",
    example: "/readyz",
  }),
}).meta({ id: "Welcome" });
export type Welcome = z.infer<typeof Welcome>;

export const DocsFile = z.object({
  file: z.enum(["swagger-ui.css", "swagger-ui-bundle.js", "start.js", "favicon-32x32.png"], {
    error: "There is no such file.",
  }).meta({ description: "The name of the file.", example: "start.js" }),
});

/** The content of the page and its files. */
export const Text = z.string();
export const Image = z.string().meta({ format: "binary" });
