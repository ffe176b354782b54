/**
 * Calls a Candor service: recommendations that can always say why.
 *
 * The source is plain JavaScript, so that nothing has to be built; these are its types, kept by hand and held to source and
 * service by tests.
 */

import type {
  ConsentState,
  Customer,
  DecisionRecord,
  Erased,
  Event,
  Export,
  FieldError,
  Item,
  ItemsTaken,
  KeptEvent,
  Merged,
  Personalisation,
  Problem,
  Purpose,
  Recommendations,
  RecommendationRequest,
  Recorded,
  Replayed,
  Saved,
  Similar,
  Summary,
  TokenMade,
  TokenWish,
  Topics,
  Why,
} from "./types";

export * from "./types";

/** How long the client waits, and how often it tries again. */
export interface Patience {
  /** Milliseconds that one try may take; 5,000 where left out. */
  timeoutMs?: number;
  /** How often a call is repeated at most, 2 where left out. A POST is repeated only with an idempotency key. */
  retries?: number;
  /** Milliseconds before the first repetition where the service names none, 200 where left out; it doubles each time. */
  backoffMs?: number;
  /** The longest wait before a repetition, 10,000 where left out; a service that asks for more is not asked again. */
  waitMaxMs?: number;
}

export interface Options {
  patience?: Patience;
  /** Waits so many milliseconds. */
  sleep?: (ms: number) => Promise<void>;
}

/** A token, or what fetches one: it is asked before each try, since a token ends after a few minutes. */
export type Token = string | (() => Promise<string>);

/** A key of the shop; beside a publishable one, a token of the audience `storefront`. */
export interface Credentials {
  key: string;
  token?: Token;
}

export interface Repeated {
  /** A call with the same key and body is done once, however often it arrives. */
  idempotencyKey?: string;
}

export interface Paged {
  /** How many entries one page has. */
  limit?: number;
}

export interface DecisionSearch extends Paged {
  customer?: string;
  visitor?: string;
  item?: string;
  since?: string;
  until?: string;
}

/** The most events or items that the service takes at once; more are sent as several batches. */
export const BATCH_MAX: number;

/** A service, called with a key of the shop. */
export class Candor {
  constructor(service: string, credentials: Credentials, options?: Options);

  /**
   * A list with its reasons. Tried once unless a key is given: a page would rather do without than wait.
   *
   * The answer's `page`, in the request for the page's next list, keeps out what was shown; its `next`, as `cursor` of the same
   * request, goes on with this one.
   */
  recommend(request: RecommendationRequest, repeated?: Repeated): Promise<Recommendations>;
  /** Checks a request, decides nothing and keeps nothing; throws what is wrong with it. */
  check(request: RecommendationRequest): Promise<void>;
  /** What goes with an item, best first. */
  similarItems(item: string, count?: number): Promise<Similar>;

  /** Takes events; ready after they are durable. The first event with an id wins. */
  recordEvents(events: Event[], repeated?: Repeated): Promise<Recorded>;
  /** What a customer did, the newest first. */
  customerEvents(customer: string, paged?: Paged): AsyncGenerator<KeptEvent, void, undefined>;
  /** Lets one of a customer's events count, or not. */
  useEvent(customer: string, event: string, used: boolean): Promise<Saved>;

  /** Adds or replaces items; one that is refused does not keep the others out. */
  putItems(items: Item[], repeated?: Repeated): Promise<ItemsTaken>;
  /** The items on offer, in the order of their ids. */
  items(paged?: Paged): AsyncGenerator<Item, void, undefined>;
  /** Adds or replaces one item. */
  putItem(item: Item): Promise<Saved>;
  /** An item as it is on offer now. */
  getItem(item: string): Promise<Item>;
  /** Withdraws an item; earlier decisions can still be explained. */
  deleteItem(item: string): Promise<void>;

  /** Adds or replaces a customer's record; their own choices stay as they were where they are left out. */
  putCustomer(customer: Customer): Promise<Saved>;
  /** A customer's record, consent included. */
  getCustomer(customer: string): Promise<Customer>;
  /** Moves a visitor's events to the customer who signs in. */
  mergeVisitor(customer: string, visitor: string, repeated?: Repeated): Promise<Merged>;
  /** A copy of everything that is kept of a customer. */
  exportCustomer(customer: string): Promise<Export>;
  /** The same as a table. */
  exportCustomerCsv(customer: string): Promise<string>;
  /** Forgets a customer for good. */
  eraseCustomer(customer: string): Promise<Erased>;

  /** A token for the page of a customer or visitor; at most 900 seconds. */
  createToken(wish: TokenWish): Promise<TokenMade>;

  /** Finds decisions, in the order of the log. */
  decisions(search?: DecisionSearch): AsyncGenerator<Summary, void, undefined>;
  /** A decision's record. */
  getDecision(decision: string): Promise<DecisionRecord>;
  /** Why an item stands where it does, and, on request, why another one does not. */
  why(decision: string, item: string, insteadOf?: string): Promise<Why>;
  /** Decides again and compares byte by byte; for keys of auditors and admins. */
  replay(decision: string): Promise<Replayed>;
}

/** `/v1/me`, called with a token of the audience `me`. A visitor has events, a copy and erasure, and no record. */
export class Me {
  constructor(service: string, token: Token, options?: Options);

  /** What holds, and whether it was chosen. */
  consent(): Promise<ConsentState>;
  /** Allows or withholds one purpose. */
  allow(purpose: Purpose, allowed: boolean): Promise<ConsentState>;
  /** How much of the history is used. */
  personalisation(): Promise<Personalisation>;
  /** Chooses how much of the history is used. */
  personalise(extent: Personalisation): Promise<void>;
  /** What is never shown, and what was told to be liked. */
  topics(): Promise<Topics>;
  /** Replaces the topics. */
  putTopics(topics: Topics): Promise<Topics>;
  /** What was done, the newest first. */
  events(paged?: Paged): AsyncGenerator<KeptEvent, void, undefined>;
  /** Lets one event count, or not: "do not use this". */
  useEvent(event: string, used: boolean): Promise<Saved>;
  /** A copy of everything. */
  export(): Promise<Export>;
  /** The same as a table. */
  exportCsv(): Promise<string>;
  /** Forgets everything for good. */
  erase(): Promise<Erased>;
}

/** Anything that keeps a call from its answer. */
export class CandorError extends Error {
  readonly cause?: unknown;
}

/** The service could not be reached, or the connection broke. A write may still have taken effect. */
export class NoAnswer extends CandorError {}

/** The service did not answer in time. A write may still take effect. */
export class TimedOut extends NoAnswer {}

/** The service answered with a problem document (RFC 9457). */
export class ProblemError extends CandorError {
  /** The document as it came, fields included that this client does not know. */
  readonly problem: Problem;
  /** The HTTP status. */
  readonly status: number;
  /** What `type` ends in, such as `invalid`. */
  readonly kind: string;
  /** What is wrong with which part of the body. */
  readonly errors: FieldError[];
  /** After how many seconds to try again, where the service said so. */
  readonly retryAfter: number | null;
}

/** The request cannot be read. */
export class BadRequest extends ProblemError {}
/** No key or token came, or one that opens nothing. */
export class Unauthenticated extends ProblemError {}
/** The key or token is good, but not for this. */
export class Forbidden extends ProblemError {}
/** There is no such thing. */
export class NotFound extends ProblemError {}
/** The present state does not allow it. */
export class Conflict extends ProblemError {}
/** The request can be read, but not be followed; `errors` says where and why. */
export class Invalid extends ProblemError {}
/** Too many calls; `retryAfter` says when to go on. */
export class TooMany extends ProblemError {}
/** A fault of the service; its log has the cause under `problem.instance`. */
export class ServiceFault extends ProblemError {}
/** Busy, without a model, or without its store; `retryAfter` says when to try again. */
export class Unavailable extends ProblemError {}
