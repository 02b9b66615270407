import type { AllowList } from "../../job_classes/http/allow_list.ts";
import { permittedAddresses } from "../../job_classes/http/http_guard.ts";
import { parseIp } from "../../job_classes/http/ip_address.ts";
import type { Smtp } from "../../model/channels/channel.ts";
import type { Message } from "../texts/message.ts";
import { answerMs, type SendContext } from "./send_http.ts";

/** An email, and the server that takes it. */
export interface Email {
  /** The key of the message, which becomes its Message-ID. */
  readonly id: string;
  readonly smtp: Smtp;
  readonly password: string | undefined;
  readonly message: Message;
  /** Certificate authorities in PEM; for tests. */
  readonly caCerts?: readonly string[];
  /** How long each step may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Sends an email, once. The mail server's addresses pass the same check as those of HTTP jobs, and the connection goes
 * to an address that was checked; its certificate must be that of the host's name.
 * @returns how the server answered.
 * @throws ForbiddenTarget, the signal's reason, or the error of the mail server.
 */
export async function sendEmail(
  allow: AllowList,
  email: Email,
  { signal }: Pick<SendContext, "signal">,
): Promise<string> {
  const { host, port } = email.smtp;
  // The scheme does not matter to the check, which looks at host and port.
  const target = new URL(`http://${host.includes(":") ? `[${host}]` : host}:${port}`);
  const addresses = await permittedAddresses(allow, target, { signal });
  let lastError: unknown;
  for (const address of addresses) {
    try {
      return await sendFrom(address, email, signal);
    } catch (error) {
      signal.throwIfAborted();
      // A connection that failed has sent nothing, so the next address cannot take the email twice.
      if ((error as { command?: string }).command !== "CONN") throw error;
      lastError = error;
    }
  }
  throw lastError;
}

async function sendFrom(address: string, email: Email, signal: AbortSignal): Promise<string> {
  const { id, smtp, password = "", message, caCerts, timeoutMs = answerMs } = email;
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host: address,
    port: smtp.port,
    secure: smtp.security === "tls",
    requireTLS: smtp.security === "starttls",
    ignoreTLS: smtp.security === "none",
    name: "carillon",
    ...(smtp.username === undefined ? {} : { auth: { user: smtp.username, pass: password } }),
    // A certificate for an address is checked by the address itself.
    tls: {
      ...(isAddress(smtp.host) ? {} : { servername: smtp.host }),
      ...(caCerts === undefined ? {} : { ca: [...caCerts] }),
    },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => {
    transport.close();
    reject(signal.reason);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const sending = transport.sendMail({
      from: smtp.from,
      to: [...smtp.to],
      subject: message.subject,
      text: message.text,
      html: message.html,
      messageId: `<${id}@carillon>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    const { response, rejected } = await Promise.race([sending, aborted]);
    if (rejected.length > 0) throw new Error(`${smtp.host} refused some of the recipients`);
    return `${smtp.host} answered ${response}`;
  } finally {
    signal.removeEventListener("abort", onAbort);
    transport.close();
  }
}

function isAddress(host: string): boolean {
  return parseIp(host) !== undefined;
}
