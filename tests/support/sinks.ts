import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A request that came to a sink. */
export interface Received {
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

type Behaviour = "ok" | "fail" | "hang" | number;

/** An HTTP server that keeps what it gets, and answers as the test says. */
export class HttpSink {
  readonly received: Received[] = [];
  /** `fail` is 503. A number is that status. */
  behaviour: Behaviour = "ok";
  headers: Record<string, string> = {};
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closing = Promise.withResolvers<void>();

  constructor(port = 0) {
    const options = { port, hostname: "127.0.0.1", onListen: () => {} };
    this.#server = Deno.serve(options, async (request) => {
      const body = await request.text();
      const { headers, url } = request;
      this.received.push({ path: new URL(url).pathname, headers, body });
      if (this.behaviour === "hang") await this.#closing.promise;
      const status = typeof this.behaviour === "number"
        ? this.behaviour
        : this.behaviour === "ok"
        ? 200
        : 503;
      const text = status < 300 ? "ok" : `no: ${new URL(url).pathname}`;
      return new Response(text, { status, headers: this.headers });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/hooks/T0P-S3CRET`;
  }

  get port(): number {
    return this.#server.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.resolve();
    await this.#server.shutdown();
  }
}

const fixtures = new URL("../scheduler/job_classes/fixtures/", import.meta.url);
export const tlsCert = Deno.readTextFileSync(new URL("tls_cert.pem", fixtures));
const tlsKey = Deno.readTextFileSync(new URL("tls_key.pem", fixtures));

/** A mail server with TLS and log-in. Its user is `carillon` with the password `pass word`. */
export class MailSink {
  readonly mails: string[] = [];
  readonly #server: SMTPServer;

  private constructor(server: SMTPServer) {
    this.#server = server;
  }

  static async start(options: SMTPServerOptions): Promise<MailSink> {
    const server: SMTPServer = new SMTPServer({
      key: tlsKey,
      cert: tlsCert,
      authMethods: ["PLAIN", "LOGIN"],
      onAuth({ username, password }, _session, done) {
        if (username === "carillon" && password === "pass word") done(null, { user: username });
        else done(new Error("wrong password"));
      },
      onData(stream, _session, done) {
        let mail = "";
        stream.on("data", (chunk) => mail += chunk);
        stream.on("end", () => {
          sink.mails.push(mail);
          done();
        });
      },
      ...options,
    });
    // A client that refuses the certificate is no error of the test.
    server.on("error", () => {});
    const sink = new MailSink(server);
    await new Promise<void>((started) => server.listen(0, "127.0.0.1", started));
    return sink;
  }

  get port(): number {
    return (this.#server.server.address() as { port: number }).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((closed) => this.#server.close(closed));
  }
}
