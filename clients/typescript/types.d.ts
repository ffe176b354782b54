/**
 * The forms on the wire, named as in the service's OpenAPI document. An answer may hold fields that are not listed here.
 *
 * Kept to one field a line: a test reads this file and holds it to the document.
 */

export type Kind = "view" | "cart" | "purchase" | "rate" | "like" | "dislike" | "save" | "return" | "not_interested" | "report";
export type SessionKind = "view" | "cart" | "purchase" | "save" | "like" | "dislike" | "not_interested";
export type Detail = "none" | "reasons" | "full";
export type Intent = "discover" | "restock" | "complete" | "gift";
export type Device = "own" | "shared" | "signed_out";
export type Personalisation = "full" | "light" | "off";
export type Purpose = "recommend" | "explain" | "measure_fairness";
export type Audience = "storefront" | "me";
export type Sensitive = "health" | "sexuality" | "religion" | "politics" | "pregnancy" | "grief" | "children" | "adult";
export type Disclosure = "none" | "sponsored" | "merchandised" | "fairness" | "fallback";
export type Format = "json" | "csv";

/** One thing that is wrong with a request. */
export interface FieldError {
  pointer: string;
  detail: string;
}

/** A problem document (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  errors?: FieldError[];
}

/** An entry of a batch that was refused; the others were taken. */
export interface Rejected {
  index: number;
  errors: FieldError[];
}

/** What became of a record that was put. */
export interface Saved {
  changed: boolean;
}

/** An amount as a decimal string, and its currency. */
export interface Money {
  amount: string;
  currency: string;
}

/** What somebody did. Give `customer` or `visitor`; a page with a token may leave out both. */
export interface Event {
  id: string;
  item: string;
  kind: Kind;
  time: string;
  customer?: string | null;
  visitor?: string | null;
  value?: number | null;
  quantity?: number | null;
  price?: Money | null;
  decision?: string | null;
  session?: string | null;
  gift?: boolean;
}

/** An event as it is kept. */
export interface KeptEvent extends Event {
  used: boolean;
}

/** An event that was taken, but leads back to no decision. */
export interface Misquoted {
  index: number;
  detail: string;
}

/** What became of events. */
export interface Recorded {
  accepted: number;
  duplicates: number;
  rejected: Rejected[];
  misquoted?: Misquoted[];
}

/** A page of somebody's events, the newest first. */
export interface History {
  events: KeptEvent[];
  total: number;
}

/** Who pays for an item's place. */
export interface Sponsorship {
  payer: string;
}

/** Something on offer. */
export interface Item {
  id: string;
  title: string;
  brand?: string | null;
  category?: string[];
  price?: Money | null;
  seller?: string | null;
  stock?: number | null;
  attributes?: Record<string, string>;
  available_since?: string | null;
  sensitive?: Sensitive | null;
  sponsored?: Sponsorship | null;
}

/** A page of the items on offer. */
export interface Items {
  items: Item[];
}

/** What became of items. */
export interface ItemsTaken {
  accepted: number;
  changed: number;
  rejected: Rejected[];
}

/** An item that goes with another. */
export interface SimilarItem {
  item: string;
  weight: number;
}

/** What goes with an item, best first. */
export interface Similar {
  item: string;
  items: SimilarItem[];
}

/** What somebody allows. */
export interface Consent {
  recommend?: boolean;
  explain?: boolean;
  measure_fairness?: boolean;
}

/** A customer's record. */
export interface Customer {
  id: string;
  consent?: Consent | null;
  segments?: Record<string, string>;
  blocked_topics?: string[];
  preferred_topics?: string[];
  locale?: string | null;
  personalisation?: Personalisation;
  device?: Device;
}

/** A visitor who has signed in. */
export interface Merge {
  visitor: string;
}

/** What a merge moved. */
export interface Merged {
  moved: number;
}

/** Whether an event counts. */
export interface Use {
  used: boolean;
}

/** What was removed of somebody. */
export interface Erased {
  was_known: boolean;
  events: number;
  decisions: number;
}

/** From and to, both included. */
export interface PriceRange {
  min?: string | null;
  max?: string | null;
}

/** What an item must be to be shown. */
export interface Filter {
  category?: string[];
  brand?: string[];
  seller?: string[];
  attributes?: Record<string, string[] | boolean | PriceRange>;
  price?: PriceRange | null;
  in_stock?: boolean | null;
}

/** A click of this visit. */
export interface Click {
  item: string;
  kind?: SessionKind;
}

/** What is asked. */
export interface RecommendationRequest {
  placement?: string;
  customer?: string | null;
  visitor?: string | null;
  session?: Click[];
  context_items?: string[];
  count?: number;
  filter?: Filter;
  exclude?: string[];
  intent?: Intent | null;
  device?: Device;
  locale?: string | null;
  explain?: Detail;
  page?: string | null;
  cursor?: string | null;
  seed?: number | null;
}

/** Evidence that may be named. */
export interface CitedEvidence {
  item: string;
  kind: Kind;
  time: string;
  points: number;
}

/** The rank without some evidence; `null` when the item would not be a candidate. */
export interface Without {
  rank?: number | null;
}

/** A reason in words. New codes appear with new versions of the service, so `code` is any text. */
export interface Reason {
  code: string;
  text: string;
  share: number;
  points: number;
  evidence: CitedEvidence[];
  disclosure: Disclosure;
  how_sure?: string | null;
  without?: Without | null;
}

/** What is not told on its own. */
export interface SmallerSignals {
  count: number;
  points: number;
}

/** Where a line comes from. New kinds appear with new versions of the service, so `kind` is any text. */
export interface LineSource {
  kind: string;
  item?: string | null;
  event?: Kind;
  aspect?: string | null;
  topic?: string | null;
  label?: string;
  name?: string;
}

/** A line of the ledger; folding the amounts in order gives the score exactly. */
export interface LedgerLine {
  source: LineSource;
  amount: number;
}

/** An item of a list. */
export interface RecommendedItem {
  item: string;
  rank: number;
  base_rank: number;
  score: number;
  confidence: number;
  reasons?: Reason[] | null;
  smaller_signals?: SmallerSignals | null;
  ledger?: LedgerLine[] | null;
}

/** A list. */
export interface Recommendations {
  decision: string;
  model: string;
  policy: string;
  personalised: boolean;
  items: RecommendedItem[];
  fallback?: string | null;
  fallback_reason?: string | null;
  experiment?: string | null;
  relaxed?: string[];
  page?: string | null;
  next?: string | null;
  record?: string | null;
}

/** The fewest pieces of evidence without which an item would leave the list. */
export interface MinimalSet {
  items: string[];
  unnamed: number;
  rank?: number | null;
}

/** One source on both sides. */
export interface ContrastLine {
  source: LineSource;
  this: number;
  that: number;
}

/** Why this and not that. */
export interface Contrast {
  item: string;
  score: number;
  gap: number;
  lines: ContrastLine[];
}

/** The full explanation of an item. */
export interface Why {
  item: RecommendedItem;
  minimal_set?: MinimalSet | null;
  minimal_set_is_proven?: boolean;
  instead_of?: Contrast | null;
}

/** A decision, in a line. */
export interface Summary {
  decision: string;
  time: string;
  placement: string;
  policy: string;
  model: string;
  personalised: boolean;
  items: string[];
}

/** A page of decisions. */
export interface Decisions {
  decisions: Summary[];
}

/** A decision as it is kept: what it was made from, and the answer. */
export interface DecisionRecord {
  schema: number;
  answer: Recommendations;
}

/** The outcome of a replay. */
export interface Replayed {
  identical: boolean;
  decision: string;
  model: string;
  answer?: Recommendations | null;
}

/** For whom a token is asked. Give `customer` or `visitor`. */
export interface TokenWish {
  audience: Audience;
  ttl_seconds: number;
  customer?: string | null;
  visitor?: string | null;
}

/** A token, for the page of this customer or visitor and for nobody else. */
export interface TokenMade {
  token: string;
  expires: string;
}

/** A word on one purpose. */
export interface Allowance {
  allowed: boolean;
}

/** What holds now, and whether it was chosen. */
export interface ConsentState {
  chosen: boolean;
  consent: Consent;
}

/** How much of a history is used. */
export interface Extent {
  personalisation: Personalisation;
}

/** Categories or brands. */
export interface Topics {
  blocked?: string[];
  preferred?: string[];
}

/** What came from somebody. */
export interface Given {
  events: KeptEvent[];
  record?: Customer | null;
}

/** How loud something that somebody did speaks. */
export interface Voice {
  item: string;
  kind: Kind;
  time: string;
  weight: number;
}

/** A list that was shown. */
export interface Recommended {
  decision: string;
  placement: string;
  time: string;
  answer: Recommendations;
}

/** What was made of what somebody gave. */
export interface Derived {
  profile: Voice[];
  decisions: Recommended[];
}

/** A copy of everything that is kept of somebody. */
export interface Export {
  exported_at: string;
  given: Given;
  derived: Derived;
  customer?: string | null;
  visitor?: string | null;
}
