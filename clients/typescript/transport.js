/** One call over `fetch`: addresses, time limits, repetition, and problems as exceptions. Knows no operation's meaning. */

import { BY_STATUS, NoAnswer, ProblemError, TimedOut } from "./errors.js";
import { OPERATIONS } from "./operations.js";

const TRY_AGAIN = [429, 503];

/** @type {Required<import("./index").Patience>} */
const PATIENCE = { timeoutMs: 5000, retries: 2, backoffMs: 200, waitMaxMs: 10000 };

/** @param {number} ms @returns {Promise<void>} */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * @typedef {object} Asked
 * @property {Record<string, string>} [path]
 * @property {Record<string, string | number | null | undefined>} [query]
 * @property {unknown} [body]
 * @property {string} [idempotencyKey]
 */

/** Sends calls to one service. */
export class Transport {
  #base;
  #headers;
  #patience;
  #sleep;

  /**
   * @param {string} service
   * @param {() => Promise<Record<string, string>>} headers
   * @param {import("./index").Options} options
   */
  constructor(service, headers, options) {
    const address = new URL(service);
    if (!["http:", "https:"].includes(address.protocol) || address.username || address.search || address.hash) {
      throw new TypeError(`the service's address is http:// or https:// with a host and at most a path, not ${service}`);
    }
    this.#base = address.href.replace(/\/+$/, "");
    this.#headers = headers;
    this.#patience = { ...PATIENCE, ...options.patience };
    this.#sleep = options.sleep ?? pause;
  }

  /**
   * Makes a call, and again where that is harmless; gives the answer's JSON, or its text where it is none.
   * @param {keyof typeof OPERATIONS} name
   * @param {Asked} asked
   * @returns {Promise<any>}
   */
  async call(name, { path = {}, query = {}, body, idempotencyKey } = {}) {
    const { method, path: pattern } = OPERATIONS[name];
    const target = this.#base + pattern.replace(/\{(\w+)\}/g, (_, part) => segment(path[part] ?? "")) + search(query);
    const mayRepeat = method !== "POST" || idempotencyKey !== undefined;
    for (let repetition = 0; ; repetition += 1) {
      const outcome = await this.#once(method, target, body, idempotencyKey);
      if (outcome.failure === undefined) {
        return outcome.answer;
      }
      const { failure } = outcome;
      const named = failure instanceof ProblemError ? failure.retryAfter : null;
      // An earlier try with the same key is still being worked on; other conflicts name no time.
      const isOurs = isStatus(failure, [409]) && named !== null;
      const isPassing = !(failure instanceof ProblemError) || isStatus(failure, TRY_AGAIN) || isOurs;
      const wait = named === null ? this.#patience.backoffMs * 2 ** repetition * (0.5 + Math.random() / 2) : named * 1000;
      if (!isPassing || !mayRepeat || repetition >= this.#patience.retries || wait > this.#patience.waitMaxMs) {
        throw failure;
      }
      await this.#sleep(wait);
    }
  }

  /**
   * The entries of a list, page after page, as long as an answer names a `next` one.
   * @param {keyof typeof OPERATIONS} name
   * @param {Asked} asked
   * @param {string} entries
   * @returns {AsyncGenerator<any, void, undefined>}
   */
  async *pages(name, asked, entries) {
    for (let after = /** @type {string | number | null} */ (null); ; ) {
      /** @type {Record<string, any>} */
      const page = await this.call(name, { ...asked, query: { ...asked.query, after } });
      yield* page[entries];
      after = page.next ?? null;
      if (after === null) {
        return;
      }
    }
  }

  /**
   * One try. Redirections are not followed: a key goes to nobody but the service.
   * @param {string} method
   * @param {string} target
   * @param {unknown} body
   * @param {string | undefined} idempotencyKey
   * @returns {Promise<{ answer?: unknown, failure?: ProblemError | NoAnswer }>}
   */
  async #once(method, target, body, idempotencyKey) {
    const headers = await this.#headers();
    if (idempotencyKey !== undefined) {
      headers["idempotency-key"] = idempotencyKey;
    }
    if (body !== undefined) {
      headers["content-type"] = "application/json";
    }
    const { timeoutMs } = this.#patience;
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), timeoutMs);
    try {
      const response = await fetch(target, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: ended.signal,
        redirect: "error",
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      const text = await response.text();
      return response.ok ? { answer: read(response, text) } : { failure: problem(response, text) };
    } catch (cause) {
      const failure = ended.signal.aborted
        ? new TimedOut(`no answer within ${timeoutMs} ms`, cause)
        : new NoAnswer("the service cannot be reached", cause);
      return { failure };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** @param {ProblemError | NoAnswer} failure @param {number[]} statuses */
function isStatus(failure, statuses) {
  return failure instanceof ProblemError && statuses.includes(failure.status);
}

/** @param {string} id An id as one part of a path. Addresses drop `.` and `..`, so these can be no ids here. */
function segment(id) {
  if (["", ".", ".."].includes(id)) {
    throw new TypeError(`"${id}" cannot be part of an address`);
  }
  return encodeURIComponent(id);
}

/** @param {Record<string, string | number | null | undefined>} query */
function search(query) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}

/** @param {Response} response */
function isJson(response) {
  return (response.headers.get("content-type") ?? "").split(";")[0].trim().endsWith("json");
}

/** @param {Response} response @param {string} text */
function read(response, text) {
  if (text === "") {
    return null;
  }
  return isJson(response) ? JSON.parse(text) : text;
}

/**
 * `Retry-After` in seconds from now, whether it names seconds or a moment.
 * @param {string | null} text
 */
function seconds(text) {
  if (text === null) {
    return null;
  }
  const number = Number(text);
  const wait = Number.isNaN(number) ? (Date.parse(text) - Date.now()) / 1000 : number;
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/**
 * The problem document; one of our own where something before the service answered.
 * @param {Response} response
 * @param {string} text
 */
function problem(response, text) {
  const known = {
    type: "about:blank",
    title: response.statusText || "An error",
    status: response.status,
    detail: "the answer is no problem document, so it may not come from the service",
    instance: "",
  };
  /** @type {unknown} */
  let document = null;
  try {
    document = isJson(response) ? JSON.parse(text) : null;
  } catch {
    // It only says that it is JSON.
  }
  const whole = typeof document === "object" && document !== null ? { ...known, ...document } : known;
  return new (BY_STATUS[response.status] ?? ProblemError)(whole, seconds(response.headers.get("retry-after")));
}
