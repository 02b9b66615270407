import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describeApi } from "../../../routes/docs/openapi.ts";
import type { ApiDocument, Operation, Schema } from "../../../routes/docs/types.ts";
import { type Answer, Client, type Sent, type TestApi, testApi } from "../../support/app.ts";

/** The document of the whole API. */
export async function apiDocument(): Promise<ApiDocument> {
  await using api = await testApi();
  return await describeApi(api.app);
}

/** Says whether values fit the schemas of the document. */
export class SchemaCheck {
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.#ajv = new Ajv2020({
      allErrors: true,
      strictTypes: false,
      formats: {
        "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
        password: true,
        binary: true,
      },
    });
    this.#ajv.addVocabulary(["components"]);
    this.#ajv.addSchema({ $id: "api", components: document.components });
  }

  mustFit(schema: Schema, value: unknown, where: string): void {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
    const validate = this.#validators.get(text) ?? this.#ajv.compile(JSON.parse(text));
    this.#validators.set(text, validate);
    assert.ok(validate(value), `${where}: ${this.#ajv.errorsText(validate.errors)}`);
  }
}

/** Holds every answer against the document, and notes which calls have succeeded. */
export class DocumentCheck {
  readonly document: ApiDocument;
  readonly schemas: SchemaCheck;
  readonly succeeded = new Set<string>();

  constructor(document: ApiDocument) {
    this.document = document;
    this.schemas = new SchemaCheck(document);
  }

  mustAllow(method: string, path: string, { status, headers, body }: Answer): void {
    const operation = this.#operationOf(method, path);
    if (operation === undefined) return;
    const where = `${method} ${path} → ${status}`;
    const documented = operation.responses[status];
    assert.ok(documented, `${where} is not in the document: ${JSON.stringify(body)}`);
    for (const [name, header] of Object.entries(documented.headers ?? {})) {
      const { required, $ref } = header as { required?: boolean; $ref?: string };
      const isThere = headers.has(name) || required !== true && $ref === undefined;
      assert.ok(isThere, `${where}: no ${name}`);
    }
    if (documented.content !== undefined) {
      const [type = ""] = (headers.get("Content-Type") ?? "").split(";");
      const media = documented.content[type];
      assert.ok(media, `${where}: ${type} is not in the document`);
      if (type === "application/json") this.schemas.mustFit(media.schema ?? {}, body, where);
    } else {
      assert.equal(body, undefined, `${where}: the document knows no body`);
    }
    if (status < 300) this.succeeded.add(operation.operationId ?? "");
  }

  #operationOf(method: string, path: string): Operation | undefined {
    const [plain = ""] = path.split("?");
    const matching = Object.entries(this.document.paths)
      .filter(([template]) =>
        new RegExp(`^${template.replaceAll(/\{.+?\}/g, "[^/]+")}$`).test(plain)
      );
    // A path without parameters goes before one that has them.
    const [found] = matching.toSorted(([one], [other]) =>
      Number(one.includes("{")) - Number(other.includes("{"))
    );
    return found?.[1][method.toLowerCase()];
  }
}

/** Calls the API, and looks up each answer in the document. */
export class CheckedClient extends Client {
  readonly #check: DocumentCheck;

  constructor(api: TestApi, check: DocumentCheck, token?: string) {
    super(api.app, token);
    this.#check = check;
  }

  override async send(
    method: string,
    path: string,
    body?: unknown,
    sent: Sent = {},
  ): Promise<Answer> {
    const answer = await super.send(method, path, body, sent);
    const full = /^\/($|livez|healthz|readyz)/.test(path) ? path : `/api/v1${path}`;
    this.#check.mustAllow(method, full, answer);
    return answer;
  }
}
