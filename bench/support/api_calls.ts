import { adminToken } from "./servers.ts";

/** The arguments come back as the result. */
export const awesomeJob = {
  job_class_string: "simple_scheduler.jobs.sample_job.AwesomeJob",
  pub_args: ["first argument", "second argument"],
};

/** Calls of the API of a started server, as its first user. */
export interface ApiCalls {
  /** @throws when the answer has another status than 200 or 201. */
  // deno-lint-ignore no-explicit-any -- answers of all calls
  call(method: string, path: string, body?: unknown): Promise<any>;
}

export async function apiCalls(port: number): Promise<ApiCalls> {
  const headers = {
    Authorization: `Bearer ${await adminToken()}`,
    "Content-Type": "application/json",
  };
  return {
    async call(method, path, body) {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      if (response.ok) return answer;
      throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    },
  };
}
