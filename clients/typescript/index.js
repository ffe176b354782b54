/**
 * Calls a Candor service: recommendations that can always say why.
 *
 * `Candor` is for the shop's servers and, with a publishable key and a token, for its pages; `Me` is for what customers
 * decide about themselves. What goes wrong is a `CandorError`; one that the service answered is a `ProblemError`.
 */

import { Transport } from "./transport.js";

export {
  BadRequest,
  CandorError,
  Conflict,
  Forbidden,
  Invalid,
  NoAnswer,
  NotFound,
  ProblemError,
  ServiceFault,
  TimedOut,
  TooMany,
  Unauthenticated,
  Unavailable,
} from "./errors.js";

/** @typedef {import("./index").Options} Options */
/** @typedef {import("./index").Repeated} Repeated */
/** @typedef {import("./types").Rejected} Rejected */

/** The most events or items that the service takes at once; more are sent as several batches. */
export const BATCH_MAX = 1000;

/** A service, called with a key of the shop. */
export class Candor {
  #transport;

  /** @param {string} service @param {import("./index").Credentials} credentials @param {Options} [options] */
  constructor(service, { key, token }, options = {}) {
    const headers = async () => {
      const named = typeof token === "function" ? await token() : token;
      return { authorization: `Bearer ${key}`, ...(named === undefined ? {} : { "candor-token": named }) };
    };
    this.#transport = new Transport(service, headers, options);
  }

  /** @param {import("./types").RecommendationRequest} request @param {Repeated} repeated */
  recommend(request, { idempotencyKey } = {}) {
    return this.#transport.call("recommend", { body: request, idempotencyKey });
  }

  /** @param {import("./types").RecommendationRequest} request */
  async check(request) {
    await this.#transport.call("recommend", { body: { ...request, validate_only: true } });
  }

  /** @param {string} item @param {number} [count] */
  similarItems(item, count) {
    return this.#transport.call("similarItems", { path: { id: item }, query: { count } });
  }

  /** @param {import("./types").Event[]} events @param {Repeated} repeated */
  async recordEvents(events, { idempotencyKey } = {}) {
    const total = /** @type {import("./types").Recorded} */ ({ accepted: 0, duplicates: 0, rejected: [] });
    for (const { first, key, batch } of batches(events, idempotencyKey)) {
      /** @type {import("./types").Recorded} */
      const answer = await this.#transport.call("recordEvents", { body: batch, idempotencyKey: key });
      total.accepted += answer.accepted;
      total.duplicates += answer.duplicates;
      total.rejected.push(...within(answer.rejected, first));
      if (answer.misquoted) total.misquoted = [...(total.misquoted ?? []), ...within(answer.misquoted, first)];
    }
    return total;
  }

  /** @param {string} customer @param {import("./index").Paged} paged */
  customerEvents(customer, { limit } = {}) {
    return this.#transport.pages("customerEvents", { path: { id: customer }, query: { limit } }, "events");
  }

  /** @param {string} customer @param {string} event @param {boolean} used */
  useEvent(customer, event, used) {
    return this.#transport.call("useEvent", { path: { id: customer, event }, body: { used } });
  }

  /** @param {import("./types").Item[]} items @param {Repeated} repeated */
  async putItems(items, { idempotencyKey } = {}) {
    const total = { accepted: 0, changed: 0, rejected: /** @type {Rejected[]} */ ([]) };
    for (const { first, key, batch } of batches(items, idempotencyKey)) {
      /** @type {import("./types").ItemsTaken} */
      const answer = await this.#transport.call("putItems", { body: batch, idempotencyKey: key });
      total.accepted += answer.accepted;
      total.changed += answer.changed;
      total.rejected.push(...within(answer.rejected, first));
    }
    return total;
  }

  /** @param {import("./index").Paged} paged */
  items({ limit } = {}) {
    return this.#transport.pages("listItems", { query: { limit } }, "items");
  }

  /** @param {import("./types").Item} item */
  putItem(item) {
    return this.#transport.call("putItem", { path: { id: item.id }, body: item });
  }

  /** @param {string} item */
  getItem(item) {
    return this.#transport.call("getItem", { path: { id: item } });
  }

  /** @param {string} item */
  async deleteItem(item) {
    await this.#transport.call("deleteItem", { path: { id: item } });
  }

  /** @param {import("./types").Customer} customer */
  putCustomer(customer) {
    return this.#transport.call("putCustomer", { path: { id: customer.id }, body: customer });
  }

  /** @param {string} customer */
  getCustomer(customer) {
    return this.#transport.call("getCustomer", { path: { id: customer } });
  }

  /** @param {string} customer @param {string} visitor @param {Repeated} repeated */
  mergeVisitor(customer, visitor, { idempotencyKey = newKey() } = {}) {
    return this.#transport.call("mergeVisitor", { path: { id: customer }, body: { visitor }, idempotencyKey });
  }

  /** @param {string} customer */
  exportCustomer(customer) {
    return this.#transport.call("exportCustomer", { path: { id: customer }, query: { format: "json" } });
  }

  /** @param {string} customer */
  exportCustomerCsv(customer) {
    return this.#transport.call("exportCustomer", { path: { id: customer }, query: { format: "csv" } });
  }

  /** @param {string} customer */
  eraseCustomer(customer) {
    return this.#transport.call("eraseCustomer", { path: { id: customer } });
  }

  /** @param {import("./types").TokenWish} wish */
  createToken(wish) {
    return this.#transport.call("createToken", { body: wish });
  }

  /** @param {import("./index").DecisionSearch} [search] */
  decisions(search = {}) {
    return this.#transport.pages("listDecisions", { query: { ...search } }, "decisions");
  }

  /** @param {string} decision */
  getDecision(decision) {
    return this.#transport.call("getDecision", { path: { id: decision } });
  }

  /** @param {string} decision @param {string} item @param {string} [insteadOf] */
  why(decision, item, insteadOf) {
    return this.#transport.call("why", { path: { id: decision, item }, query: { instead_of: insteadOf } });
  }

  /** @param {string} decision */
  replay(decision) {
    return this.#transport.call("replay", { path: { id: decision } });
  }
}

/** `/v1/me`, called with a token of the audience `me`. A visitor has events, a copy and erasure, and no record. */
export class Me {
  #transport;

  /** @param {string} service @param {import("./index").Token} token @param {Options} [options] */
  constructor(service, token, options = {}) {
    const headers = async () => ({ authorization: `Bearer ${typeof token === "function" ? await token() : token}` });
    this.#transport = new Transport(service, headers, options);
  }

  consent() {
    return this.#transport.call("myConsent");
  }

  /** @param {import("./types").Purpose} purpose @param {boolean} allowed */
  allow(purpose, allowed) {
    return this.#transport.call("allow", { path: { purpose }, body: { allowed } });
  }

  async personalisation() {
    return (await this.#transport.call("myPersonalisation")).personalisation;
  }

  /** @param {import("./types").Personalisation} extent */
  async personalise(extent) {
    await this.#transport.call("personalise", { body: { personalisation: extent } });
  }

  topics() {
    return this.#transport.call("myTopics");
  }

  /** @param {import("./types").Topics} topics */
  putTopics(topics) {
    return this.#transport.call("putMyTopics", { body: topics });
  }

  /** @param {import("./index").Paged} paged */
  events({ limit } = {}) {
    return this.#transport.pages("myEvents", { query: { limit } }, "events");
  }

  /** @param {string} event @param {boolean} used */
  useEvent(event, used) {
    return this.#transport.call("useMyEvent", { path: { event }, body: { used } });
  }

  export() {
    return this.#transport.call("exportMe", { query: { format: "json" } });
  }

  exportCsv() {
    return this.#transport.call("exportMe", { query: { format: "csv" } });
  }

  erase() {
    return this.#transport.call("eraseMe");
  }
}

/**
 * Batches with the place of their first entry, each with a key of its own that repeats with the caller's key.
 * @template T
 * @param {T[]} entries
 * @param {string} [given]
 */
function* batches(entries, given) {
  const key = given ?? newKey();
  for (let first = 0; first < entries.length; first += BATCH_MAX) {
    yield { first, key: first === 0 ? key : `${key}-${first}`, batch: entries.slice(first, first + BATCH_MAX) };
  }
}

/** A key for one call. It has to be no other call's, not secret; `crypto` is no global of every node. */
function newKey() {
  const digits = () => Math.random().toString(36).slice(2);
  return `${Date.now().toString(36)}-${digits()}${digits()}`;
}

/**
 * @template {{ index: number }} T
 * @param {T[]} entries
 * @param {number} first
 * @returns {T[]}
 */
function within(entries, first) {
  return entries.map((entry) => ({ ...entry, index: entry.index + first }));
}
