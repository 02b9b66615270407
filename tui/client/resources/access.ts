import type { CallOptions, ChangeOptions, Http, MakeOptions } from "../http.ts";
import { eachOf } from "../pages.ts";
import { pathOf } from "../request.ts";
import type {
  ApiKey,
  ApiKeyList,
  ApiKeyRef,
  Category,
  CategoryEdit,
  CategoryList,
  CategoryRef,
  DeleteUserQuery,
  MadeApiKey,
  NewApiKey,
  NewCategory,
  NewUser,
  User,
  UserEdit,
  UserList,
  UserRef,
} from "../types.ts";

/** The calls about categories. */
export class Categories {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async list(options?: CallOptions): Promise<readonly Category[]> {
    return (await this.#http.call<CategoryList>({ path: "categories" }, options)).categories;
  }
  get(id: number, options?: CallOptions): Promise<Category> {
    return this.#http.call({ path: pathOf`categories/${id}` }, options);
  }
  create(category: NewCategory, options?: MakeOptions): Promise<CategoryRef> {
    return this.#http.make({ path: "categories", body: category }, options);
  }
  change(id: number, edit: CategoryEdit, options?: ChangeOptions): Promise<CategoryRef> {
    return this.#http.change({ path: pathOf`categories/${id}`, body: edit }, options);
  }
  delete(id: number, options?: CallOptions): Promise<CategoryRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`categories/${id}` }, options);
  }
}

/** The calls about users. */
export class Users {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  each(options?: CallOptions): AsyncGenerator<User> {
    return eachOf(this.#http, "users", {}, (list: UserList) => list.users, options);
  }
  get(id: number, options?: CallOptions): Promise<User> {
    return this.#http.call({ path: pathOf`users/${id}` }, options);
  }
  create(user: NewUser, options?: MakeOptions): Promise<UserRef> {
    return this.#http.make({ path: "users", body: user }, options);
  }
  change(id: number, edit: UserEdit, options?: ChangeOptions): Promise<UserRef> {
    return this.#http.change({ path: pathOf`users/${id}`, body: edit }, options);
  }
  /** @param query what becomes of the API keys that the user made; without it the answer is 409 if there are any. */
  delete(id: number, query: DeleteUserQuery = {}, options?: CallOptions): Promise<UserRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`users/${id}`, query }, options);
  }
}

/** The calls about API keys. */
export class ApiKeys {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  each(options?: CallOptions): AsyncGenerator<ApiKey> {
    return eachOf(this.#http, "api_keys", {}, (list: ApiKeyList) => list.api_keys, options);
  }
  get(id: number, options?: CallOptions): Promise<ApiKey> {
    return this.#http.call({ path: pathOf`api_keys/${id}` }, options);
  }
  /** Only this answer has the secret. */
  create(key: NewApiKey, options?: MakeOptions): Promise<MadeApiKey> {
    return this.#http.make({ path: "api_keys", body: key }, options);
  }
  revoke(id: number, options?: CallOptions): Promise<ApiKeyRef> {
    return this.#http.call({ method: "DELETE", path: pathOf`api_keys/${id}` }, options);
  }
}
