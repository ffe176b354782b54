/** What goes wrong, as exceptions. Knows nothing of how calls are made. */

/** Anything that keeps a call from its answer. */
export class CandorError extends Error {
  /** @param {string} message @param {unknown} [cause] */
  constructor(message, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
  }
}

/** The service could not be reached, or the connection broke. A write may still have taken effect. */
export class NoAnswer extends CandorError {}

/** The service did not answer in time. A write may still take effect. */
export class TimedOut extends NoAnswer {}

/** The service answered with a problem document (RFC 9457). */
export class ProblemError extends CandorError {
  /** @param {import("./types").Problem} problem @param {number | null} retryAfter */
  constructor(problem, retryAfter) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.problem = problem;
    this.status = problem.status;
    this.kind = problem.type.slice(problem.type.lastIndexOf(":") + 1);
    this.errors = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
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

/**
 * Statuses with an exception of their own; every other one is a plain `ProblemError`.
 * @type {Record<number, typeof ProblemError>}
 */
export const BY_STATUS = {
  400: BadRequest,
  401: Unauthenticated,
  403: Forbidden,
  404: NotFound,
  409: Conflict,
  422: Invalid,
  429: TooMany,
  500: ServiceFault,
  503: Unavailable,
};
