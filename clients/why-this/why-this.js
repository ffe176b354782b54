/**
 * `<why-this>`: why a Candor service recommends an item, and what the customer can do about it.
 *
 *     <why-this service="https://candor.example" key="candor_publishable_..." decision="d_..." item="22423"></why-this>
 *
 * The sentence, the reasons with the place that the item would have without each, a waterfall whose printed numbers add up, the
 * exact ledger, "not interested" and "do not use this". One module without dependencies; it works under a policy that allows neither
 * inline styles nor inline scripts. `docs/clients.md` lists attributes, properties and events.
 */

/** What is called; a test holds this table to the OpenAPI document. */
const OPERATIONS = {
  "why": {"method": "GET", "path": "/v1/decisions/{id}/items/{item}/why"},
  "recordEvents": {"method": "POST", "path": "/v1/events"},
  "myEvents": {"method": "GET", "path": "/v1/me/events", "query": ["after", "limit"]},
  "useMyEvent": {"method": "PATCH", "path": "/v1/me/events/{event}"}
};

const TIMEOUT_MS = 30000;
/** Printed units in a score point: amounts are printed with three decimals, and the printed ones add up. */
const SCALE = 1000;
/** The waterfall's width, in its own units. */
const WIDTH = 1000;
/** How many pieces of evidence a reason shows at first. */
const LOUDEST = 3;
/** The narrowest bar that can still be seen. */
const BAR_MIN = 4;

const WORDS = {
  en: {
    heading: "Why this?",
    loading: "Asking for the reasons …",
    place: "Place {rank} in your list.",
    moved: "By evidence alone it would be at place {base}.",
    reasons: "What it rests on",
    share: "{points} points, {share} of what speaks for it.",
    pointless: "No points of its own: a rule gave it this place.",
    against: "{points} points, against it.",
    without: "Without this it would be at place {rank}.",
    still: "Without this it would still be at place {rank}.",
    nowhere: "Without this it would not be in the running.",
    chart: "From zero to its score",
    chartHint: "Each bar begins where the one before it ended.",
    counted: "What counted",
    points: "Points",
    smallerOne: "One smaller signal",
    smaller: "{count} smaller signals",
    rounding: "Rounding of the numbers above",
    score: "Score",
    exact: "Every line, exactly ({count})",
    adds: "Added from top to bottom these give {score}, the number that ranked it.",
    off: "Added from top to bottom these give {sum}, not the score of {score}.",
    more: "and {count} more",
    minimal: "It is in your list because of {things}; without that it would be at place {rank}.",
    minimalGone: "It is in your list because of {things}; without that it would not be in the running.",
    unnamedOne: "one thing that is not named here",
    unnamed: "{count} things that are not named here",
    and: " and ",
    decline: "Not interested",
    declined: "Noted. It will not be recommended to you again.",
    undo: "Undo",
    undone: "Undone.",
    unuse: "Do not use this",
    unuseOf: "Do not use this: {thing}",
    unused: "No longer used, from your next list on: {thing}",
    use: "Use it again",
    useOf: "Use it again: {thing}",
    used: "Used again, from your next list on: {thing}",
    again: "Try again",
    failed: "The reasons cannot be shown just now.",
    gone: "There are no reasons for this any more.",
    refused: "The reasons cannot be shown on this page. Reload it, or sign in again.",
    notDone: "That did not work; try again.",
    something: "something that is not named here",
    disclosures: { sponsored: "Sponsored", merchandised: "Promoted", fairness: "Fair chance", fallback: "Not personalised" },
    did: {
      view: "You looked at {thing}",
      cart: "You put {thing} into your basket",
      purchase: "You bought {thing}",
      rate: "You rated {thing}",
      like: "You liked {thing}",
      dislike: "You disliked {thing}",
      save: "You saved {thing}",
      return: "You sent back {thing}",
      not_interested: "You were not interested in {thing}",
      report: "You reported {thing}",
    },
    sources: {
      transition: "What people turn to after {thing}",
      content: "Something in common with {thing}",
      context: "You are looking at {thing}",
      popularity: "How popular it is",
      trend: "How much interest it finds lately",
      newness: "How new it is here",
      season: "How much more it sells at this time of every year",
      stated: "What you told us you like: {name}",
      reorder: "How often you buy it again",
      boost: "Rule: {name}",
      diversity: "Rule: variety in this list",
      novelty: "Rule: room for what few know",
      serendipity: "Rule: room for a surprise",
      exposure: "Rule: a fair chance for {name}",
      parity: "Rule: {name} for everyone alike",
      calibration: "Rule: a mix like your own",
    },
  },
  de: {
    heading: "Warum das?",
    loading: "Die Gründe werden geholt …",
    place: "Platz {rank} in deiner Liste.",
    moved: "Nach den Belegen allein wäre es Platz {base}.",
    reasons: "Worauf es beruht",
    share: "{points} Punkte, {share} von dem, was dafür spricht.",
    pointless: "Keine eigenen Punkte: Eine Regel gab ihm diesen Platz.",
    against: "{points} Punkte, die dagegen sprechen.",
    without: "Ohne dies wäre es Platz {rank}.",
    still: "Ohne dies wäre es immer noch Platz {rank}.",
    nowhere: "Ohne dies käme es gar nicht in Frage.",
    chart: "Von null zur Punktzahl",
    chartHint: "Jeder Balken beginnt, wo der vorige endet.",
    counted: "Was zählte",
    points: "Punkte",
    smallerOne: "Ein kleineres Signal",
    smaller: "{count} kleinere Signale",
    rounding: "Rundung der Zahlen darüber",
    score: "Punktzahl",
    exact: "Jede Zeile, ganz genau ({count})",
    adds: "Von oben nach unten addiert ergeben sie {score}, die Zahl, nach der gereiht wurde.",
    off: "Von oben nach unten addiert ergeben sie {sum}, nicht die Punktzahl {score}.",
    more: "und {count} weitere",
    minimal: "Es steht in deiner Liste wegen {things}; ohne das wäre es Platz {rank}.",
    minimalGone: "Es steht in deiner Liste wegen {things}; ohne das käme es gar nicht in Frage.",
    unnamedOne: "einer Sache, die hier nicht genannt wird",
    unnamed: "{count} Dingen, die hier nicht genannt werden",
    and: " und ",
    decline: "Interessiert mich nicht",
    declined: "Vermerkt. Es wird dir nicht mehr empfohlen.",
    undo: "Rückgängig",
    undone: "Rückgängig gemacht.",
    unuse: "Nicht verwenden",
    unuseOf: "Nicht verwenden: {thing}",
    unused: "Ab deiner nächsten Liste nicht mehr verwendet: {thing}",
    use: "Wieder verwenden",
    useOf: "Wieder verwenden: {thing}",
    used: "Ab deiner nächsten Liste wieder verwendet: {thing}",
    again: "Noch einmal versuchen",
    failed: "Die Gründe lassen sich gerade nicht zeigen.",
    gone: "Hierzu gibt es keine Gründe mehr.",
    refused: "Die Gründe lassen sich auf dieser Seite nicht zeigen. Lade sie neu oder melde dich noch einmal an.",
    notDone: "Das hat nicht geklappt; versuche es noch einmal.",
    something: "etwas Ungenanntes",
    disclosures: { sponsored: "Gesponsert", merchandised: "Hervorgehoben", fairness: "Faire Chance", fallback: "Nicht persönlich" },
    did: {
      view: "Du hast {thing} angesehen",
      cart: "Du hast {thing} in den Korb gelegt",
      purchase: "Du hast {thing} gekauft",
      rate: "Du hast {thing} bewertet",
      like: "{thing} hat dir gefallen",
      dislike: "{thing} hat dir nicht gefallen",
      save: "Du hast dir {thing} gemerkt",
      return: "Du hast {thing} zurückgeschickt",
      not_interested: "{thing} hat dich nicht interessiert",
      report: "Du hast {thing} gemeldet",
    },
    sources: {
      transition: "Was danach angesehen wird: {thing}",
      content: "Etwas gemeinsam mit: {thing}",
      context: "Du siehst dir gerade an: {thing}",
      popularity: "Wie beliebt es ist",
      trend: "Wie viel Interesse es zuletzt findet",
      newness: "Wie neu es hier ist",
      season: "Wie viel mehr davon jedes Jahr um diese Zeit verkauft wird",
      stated: "Was du nach deinen Worten magst: {name}",
      reorder: "Wie oft du es wieder kaufst",
      boost: "Regel: {name}",
      diversity: "Regel: Abwechslung in der Liste",
      novelty: "Regel: Raum für wenig Bekanntes",
      serendipity: "Regel: Raum für Überraschendes",
      exposure: "Regel: eine faire Chance für {name}",
      parity: "Regel: {name} für alle gleich",
      calibration: "Regel: eine Mischung wie deine eigene",
    },
  },
  fr: {
    heading: "Pourquoi ceci ?",
    loading: "Recherche des raisons …",
    place: "Place {rank} dans votre liste.",
    moved: "Selon les seuls indices, ce serait la place {base}.",
    reasons: "Sur quoi cela repose",
    share: "{points} points, {share} de ce qui parle en sa faveur.",
    pointless: "Aucun point en propre : une règle lui a donné cette place.",
    against: "{points} points, en sa défaveur.",
    without: "Sans cela, ce serait la place {rank}.",
    still: "Sans cela, ce serait toujours la place {rank}.",
    nowhere: "Sans cela, il ne serait pas question de cet article.",
    chart: "De zéro à son score",
    chartHint: "Chaque barre commence où finit la précédente.",
    counted: "Ce qui a compté",
    points: "Points",
    smallerOne: "Un signal plus faible",
    smaller: "{count} signaux plus faibles",
    rounding: "Arrondi des nombres ci-dessus",
    score: "Score",
    exact: "Chaque ligne, exactement ({count})",
    adds: "Additionnées de haut en bas, elles donnent {score}, le nombre qui a déterminé le rang.",
    off: "Additionnées de haut en bas, elles donnent {sum}, et non le score de {score}.",
    more: "et {count} autres",
    minimal: "Cet article est dans votre liste en raison de {things} ; sans cela, ce serait la place {rank}.",
    minimalGone: "Cet article est dans votre liste en raison de {things} ; sans cela, il n'en serait pas question.",
    unnamedOne: "une chose qui n'est pas nommée ici",
    unnamed: "{count} choses qui ne sont pas nommées ici",
    and: " et ",
    decline: "Cela ne m'intéresse pas",
    declined: "C'est noté. Cet article ne vous sera plus recommandé.",
    undo: "Annuler",
    undone: "Annulé.",
    unuse: "Ne pas utiliser",
    unuseOf: "Ne pas utiliser : {thing}",
    unused: "N'est plus utilisé dès votre prochaine liste : {thing}",
    use: "Utiliser de nouveau",
    useOf: "Utiliser de nouveau : {thing}",
    used: "De nouveau utilisé dès votre prochaine liste : {thing}",
    again: "Réessayer",
    failed: "Les raisons ne peuvent pas être affichées pour le moment.",
    gone: "Il n'y a plus de raisons pour ceci.",
    refused: "Les raisons ne peuvent pas être affichées sur cette page. Rechargez-la ou reconnectez-vous.",
    notDone: "Cela n'a pas fonctionné ; réessayez.",
    something: "quelque chose de non précisé",
    disclosures: { sponsored: "Sponsorisé", merchandised: "Mis en avant", fairness: "Chance équitable", fallback: "Non personnalisé" },
    did: {
      view: "Vous avez regardé {thing}",
      cart: "Vous avez mis {thing} au panier",
      purchase: "Vous avez acheté {thing}",
      rate: "Vous avez noté {thing}",
      like: "{thing} vous a plu",
      dislike: "{thing} vous a déplu",
      save: "Vous avez enregistré {thing}",
      return: "Vous avez renvoyé {thing}",
      not_interested: "Vous n'avez pas souhaité voir {thing}",
      report: "Vous avez signalé {thing}",
    },
    sources: {
      transition: "Ce que l'on regarde après : {thing}",
      content: "Quelque chose en commun avec : {thing}",
      context: "Vous regardez en ce moment : {thing}",
      popularity: "Sa popularité",
      trend: "L'intérêt qu'il suscite ces derniers temps",
      newness: "Sa nouveauté ici",
      season: "Combien on en vend de plus chaque année à cette période",
      stated: "Ce que vous nous avez dit aimer : {name}",
      reorder: "Votre rythme d'achat",
      boost: "Règle : {name}",
      diversity: "Règle : de la variété dans la liste",
      novelty: "Règle : une place pour le peu connu",
      serendipity: "Règle : une place pour la surprise",
      exposure: "Règle : une chance équitable pour {name}",
      parity: "Règle : {name} pour tous de la même façon",
      calibration: "Règle : un mélange à votre image",
    },
  },
};

const CSS = `
:host { display: block; color-scheme: light dark; font: 1rem/1.5 var(--why-this-font, system-ui, sans-serif);
  --paper: var(--why-this-paper, #ffffff); --ink: var(--why-this-ink, #1d211c); --muted: var(--why-this-muted, #565c52);
  --edge: #7d8377; --line: #d9d5c8; --for: var(--why-this-for, #1f6f58); --against: var(--why-this-against, #a8382a); --focus: #0a4fc4; }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { --paper: var(--why-this-paper, #1e221a); --ink: var(--why-this-ink, #f1efe4);
  --muted: var(--why-this-muted, #b4b8a8); --edge: #8b917f; --line: #383e32; --for: var(--why-this-for, #7fcfae);
  --against: var(--why-this-against, #f2917f); --focus: #8ab6ff; } }
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; --paper: var(--why-this-paper, #1e221a); --ink: var(--why-this-ink, #f1efe4);
  --muted: var(--why-this-muted, #b4b8a8); --edge: #8b917f; --line: #383e32; --for: var(--why-this-for, #7fcfae);
  --against: var(--why-this-against, #f2917f); --focus: #8ab6ff; }
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
section { padding: 1.25rem; background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 6px; overflow-wrap: break-word; }
h2, h3, p, ol, ul, table { margin: 0; padding: 0; }
h2 { font-size: 1rem; color: var(--muted); font-weight: 600; }
h3 { margin-top: 1.5rem; font-size: 1.05rem; font-weight: 650; }
ol, ul { list-style: none; }
.sentence { margin-top: 0.25rem; font-size: 1.35rem; line-height: 1.3; text-wrap: balance; }
.meta, .hint { color: var(--muted); font-size: 0.875rem; }
.reasons > li { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
.evidence > li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1rem; padding-top: 0.5rem; font-size: 0.9375rem; }
.tag { display: inline-block; padding: 0 0.45rem; border: 1px solid var(--edge); border-radius: 1rem; font-size: 0.75rem; }
button { min-height: 2.75rem; padding: 0.35rem 0.9rem; font: inherit; font-weight: 550; color: inherit; background: transparent;
  border: 1px solid var(--edge); border-radius: 4px; cursor: pointer; }
button.tiny { min-height: 2rem; padding: 0.1rem 0.7rem; font-size: 0.8125rem; border-radius: 2rem; }
button:hover { border-color: var(--ink); }
button[aria-disabled="true"] { opacity: 0.6; cursor: default; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 1.25rem; }
.scroll { overflow-x: auto; }
table { width: 100%; margin-top: 0.5rem; border-collapse: collapse; font-size: 0.9375rem; }
caption { text-align: start; color: var(--muted); font-size: 0.875rem; }
th { font-weight: 400; text-align: start; }
td, th { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
.num { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.draw { width: 45%; padding-inline-end: 0; }
tfoot th, tfoot td { font-weight: 650; border-bottom: 0; }
svg { display: block; width: 100%; height: 1.25rem; }
.zero { stroke: var(--edge); stroke-width: 1; vector-effect: non-scaling-stroke; }
.bar { fill: var(--ink); }
.for { fill: var(--for); }
.against { fill: none; stroke: var(--against); stroke-width: 2; vector-effect: non-scaling-stroke; }
td.for { color: var(--for); }
td.against { color: var(--against); }
.minimal { margin-top: 0.75rem; }
.lines { margin-top: 1rem; }
summary { padding: 0.35rem 0; cursor: pointer; }
@media (max-width: 30rem) { .chart .draw { display: none; } .sentence { font-size: 1.15rem; } }
@media (forced-colors: active) { .bar, .for { fill: CanvasText; } .against { stroke: CanvasText; } }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);

/** A problem document (RFC 9457), or what is known where none came. */
class Failure extends Error {
  constructor(problem) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.problem = problem;
  }
}

/** One call. What it sends goes to the service alone: no cookies, no address of the page, no redirections. */
async function call(base, name, { path = {}, query = {}, headers = {}, body, signal } = {}) {
  const { method, path: pattern } = OPERATIONS[name];
  const search = new URLSearchParams(query).toString();
  const target = base.replace(/\/+$/, "") + pattern.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(path[part]));
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), TIMEOUT_MS);
  signal?.addEventListener("abort", () => ended.abort());
  try {
    const response = await fetch(search === "" ? target : `${target}?${search}`, {
      method,
      headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: ended.signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "error",
      cache: "no-store",
    });
    const document = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new Failure({ type: "about:blank", title: response.statusText, detail: "", ...document, status: response.status });
    }
    return document;
  } catch (cause) {
    if (cause instanceof Failure || signal?.aborted) {
      throw cause;
    }
    throw new Failure({ type: "about:blank", title: "No answer", detail: String(cause), status: 0 });
  } finally {
    clearTimeout(timer);
  }
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function drawing(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** Rows from zero to the score: what is printed adds up, what rounding left over is a row of its own. */
function waterfall(item, words) {
  const rows = (item.reasons ?? []).map((reason) => ({ label: reason.text, points: reason.points }));
  const { count, points } = item.smaller_signals ?? { count: 0, points: 0 };
  if (count > 0) {
    rows.push({ label: filled(count === 1 ? words.smallerOne : words.smaller, { count }), points });
  }
  const shown = rows.filter((row) => row.points !== 0).map((row) => ({ ...row, shown: Math.round(row.points * SCALE) }));
  const score = Math.round(item.score * SCALE);
  const left = score - shown.reduce((sum, row) => sum + row.shown, 0);
  let at = 0;
  const placed = shown.map((row) => {
    const start = at;
    at += row.points;
    return { ...row, start, end: at };
  });
  return { rows: placed, left, score };
}

/** `<why-this>`. */
export class WhyThis extends HTMLElement {
  static observedAttributes = ["service", "key", "decision", "item", "locale", "storefront-token", "me-token"];

  #tokenFor;
  #titles;
  #answer;
  /** The customer's events by item, once they are known: id and whether it counts. */
  #events = new Map();
  /** The event of "not interested", while it holds. */
  #declined;
  #isScheduled = false;
  #loading;
  #body;
  #status;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#body = element("div");
    this.#status = element("p", { role: "status", class: "meta" });
    const heading = element("h2", { id: "heading" });
    root.append(element("section", { "aria-labelledby": "heading" }, heading, this.#body, this.#status));
  }

  /** Gives a token for an audience, `storefront` or `me`, or a promise of one; asked before each call. Else the attributes count. */
  get tokenFor() {
    return this.#tokenFor;
  }

  set tokenFor(given) {
    this.#tokenFor = given;
    this.#schedule();
  }

  /** Gives the title of an item by its id; the page knows its products, a page's key may not read the catalogue. */
  get titles() {
    return this.#titles;
  }

  set titles(given) {
    this.#titles = given;
    if (this.#answer !== undefined) {
      this.#show();
    }
  }

  connectedCallback() {
    // What was set before this class was known lies on the element itself.
    for (const name of ["tokenFor", "titles"]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    this.#schedule();
  }

  disconnectedCallback() {
    this.#loading?.abort();
  }

  attributeChangedCallback() {
    this.#schedule();
  }

  /** Asks again. */
  async refresh() {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#answer = undefined;
    this.#declined = undefined;
    this.#events = new Map();
    this.#wait();
    try {
      const [answer] = await Promise.all([this.#why(loading.signal), this.#learnEvents(loading.signal)]);
      if (loading.signal.aborted) {
        return;
      }
      this.#answer = answer;
      this.#show();
      this.#tell("shown", { decision: this.getAttribute("decision"), item: this.getAttribute("item"), why: answer });
    } catch (cause) {
      if (!loading.signal.aborted) {
        this.#fail(cause);
      }
    }
  }

  #schedule() {
    const isTold = ["service", "key", "decision", "item"].every((name) => this.getAttribute(name));
    const hasToken = this.#tokenFor !== undefined || this.hasAttribute("storefront-token");
    if (!this.isConnected || !isTold || !hasToken || this.#isScheduled) {
      return;
    }
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.isConnected) {
        this.refresh();
      }
    });
  }

  get #locale() {
    const named = this.getAttribute("locale") ?? this.closest("[lang]")?.getAttribute("lang") ?? "en";
    return named.split("-")[0].toLowerCase() in WORDS ? named : "en";
  }

  get #words() {
    return WORDS[this.#locale.split("-")[0].toLowerCase()];
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(`why-this-${name}`, { detail, bubbles: true, composed: true }));
  }

  async #token(audience) {
    return this.#tokenFor ? this.#tokenFor(audience) : this.getAttribute(`${audience}-token`);
  }

  /** As a page: its key, and the token of the one who looks at it. */
  async #asPage() {
    const token = await this.#token("storefront");
    const bearer = { authorization: `Bearer ${this.getAttribute("key")}` };
    return token ? { ...bearer, "candor-token": token } : bearer;
  }

  async #asThemself() {
    return { authorization: `Bearer ${await this.#token("me")}` };
  }

  get #service() {
    return this.getAttribute("service");
  }

  async #why(signal) {
    const path = { id: this.getAttribute("decision"), item: this.getAttribute("item") };
    return call(this.#service, "why", { path, headers: await this.#asPage(), signal });
  }

  /** Which events there are to be switched off. Without them the reasons can be read all the same. */
  async #learnEvents(signal) {
    const found = new Map();
    try {
      if (!(await this.#token("me"))) {
        return;
      }
      for (let query = { limit: "1000" }; query !== null; ) {
        const page = await call(this.#service, "myEvents", { query, headers: await this.#asThemself(), signal });
        for (const { id, item, used } of page.events) {
          found.set(item, [...(found.get(item) ?? []), { id, used }]);
        }
        query = page.next ? { limit: "1000", after: String(page.next) } : null;
      }
    } catch {
      return;
    }
    if (!signal.aborted) {
      this.#events = found;
    }
  }

  #title(item) {
    if (item === undefined || item === null) {
      return this.#words.something;
    }
    return (typeof this.#titles === "function" ? this.#titles(item) : this.#titles?.[item]) ?? item;
  }

  #wait() {
    this.#head();
    this.shadowRoot.querySelector("section").setAttribute("aria-busy", "true");
    this.#body.replaceChildren(element("p", { class: "meta" }, this.#words.loading));
    this.#status.textContent = "";
  }

  #head() {
    this.shadowRoot.querySelector("h2").textContent = this.#words.heading;
    this.shadowRoot.querySelector("section").setAttribute("lang", this.#locale);
  }

  #fail(cause) {
    const words = this.#words;
    const status = cause instanceof Failure ? cause.problem.status : 0;
    const text = { 401: words.refused, 403: words.refused, 404: words.gone }[status] ?? words.failed;
    const again = element("button", { type: "button" }, words.again);
    again.addEventListener("click", () => this.refresh());
    this.shadowRoot.querySelector("section").setAttribute("aria-busy", "false");
    this.#body.replaceChildren(element("div", { role: "alert" }, element("p", {}, text)), element("div", { class: "actions" }, again));
    this.#tell("failed", { problem: cause instanceof Failure ? cause.problem : { status: 0, title: String(cause) } });
  }

  #show() {
    const { item } = this.#answer;
    const words = this.#words;
    this.#head();
    this.shadowRoot.querySelector("section").setAttribute("aria-busy", "false");
    const [first] = item.reasons ?? [];
    const moved = item.base_rank === item.rank ? "" : ` ${filled(words.moved, { base: item.base_rank })}`;
    this.#body.replaceChildren(
      ...[
        first ? element("p", { class: "sentence" }, first.text) : null,
        element("p", { class: "meta" }, filled(words.place, { rank: item.rank }) + moved),
        element("h3", {}, words.reasons),
        element("ol", { class: "reasons" }, ...(item.reasons ?? []).map((reason) => this.#reason(reason, item.rank))),
        this.#minimal(),
        element("h3", { id: "chart" }, words.chart),
        this.#chart(item),
        item.ledger ? this.#ledger(item) : null,
        element("div", { class: "actions" }, this.#declineButton()),
      ].filter((part) => part !== null),
    );
  }

  #reason(reason, rank) {
    const words = this.#words;
    const tag = words.disclosures[reason.disclosure];
    const sentence = element("p", {}, reason.text, ...(tag ? [" ", element("span", { class: "tag" }, tag)] : []));
    const percent = new Intl.NumberFormat(this.#locale, { style: "percent", maximumFractionDigits: 0 });
    const told = reason.points === 0 ? words.pointless : reason.points < 0 ? words.against : words.share;
    const figures = filled(told, { points: this.#signed(Math.round(reason.points * SCALE)), share: percent.format(reason.share) });
    const further = [this.#without(reason.without, rank), reason.how_sure].filter(Boolean);
    const evidence = reason.evidence.map((piece) => this.#evidence(piece));
    const quiet = evidence.length > LOUDEST + 1 ? evidence.splice(LOUDEST) : [];
    return element(
      "li",
      {},
      sentence,
      element("p", { class: "meta" }, [figures, ...further].join(" ")),
      evidence.length > 0 ? element("ul", { class: "evidence" }, ...evidence) : null,
      quiet.length > 0
        ? element(
            "details",
            {},
            element("summary", { class: "hint" }, filled(words.more, { count: quiet.length })),
            element("ul", { class: "evidence" }, ...quiet),
          )
        : null,
    );
  }

  #without(without, now) {
    if (!without) {
      return "";
    }
    const rank = without.rank ?? null;
    const words = rank === null ? this.#words.nowhere : rank === now ? this.#words.still : this.#words.without;
    return filled(words, { rank });
  }

  #evidence({ item, kind }) {
    const thing = this.#did(kind, item);
    const line = element("li", {}, element("span", {}, thing));
    if (this.#events.has(item)) {
      const button = element("button", { type: "button", class: "tiny", "data-item": item });
      this.#label(button, item, thing);
      button.addEventListener("click", () => this.#acting(button, () => this.#switch(item, thing)));
      line.append(button);
    }
    return line;
  }

  /** Whether anything that was done with an item counts. */
  #isUsed(item) {
    return this.#events.get(item).some((event) => event.used);
  }

  #label(button, item, thing) {
    const words = this.#words;
    const [text, name] = this.#isUsed(item) ? [words.unuse, words.unuseOf] : [words.use, words.useOf];
    button.textContent = text;
    button.setAttribute("aria-label", filled(name, { thing }));
    button.dataset.thing = thing;
  }

  /** Everything that was done with an item counts no more, or again: without the purchase, the view would speak instead. */
  async #switch(item, thing) {
    const used = !this.#isUsed(item);
    const events = this.#events.get(item);
    for (const event of events) {
      await call(this.#service, "useMyEvent", { path: { event: event.id }, headers: await this.#asThemself(), body: { used } });
      event.used = used;
    }
    for (const button of this.shadowRoot.querySelectorAll("button[data-item]")) {
      if (button.dataset.item === item) {
        this.#label(button, item, button.dataset.thing);
      }
    }
    this.#status.textContent = filled(used ? this.#words.used : this.#words.unused, { thing });
    this.#tell("used", { item, used, events: events.map((event) => event.id) });
    return true;
  }

  #declineButton() {
    const button = element("button", { type: "button", "data-decline": "" }, this.#declined ? this.#words.undo : this.#words.decline);
    button.addEventListener("click", () => this.#acting(button, () => (this.#declined ? this.#undo(button) : this.#decline(button))));
    return button;
  }

  async #decline(button) {
    const [item, decision] = [this.getAttribute("item"), this.getAttribute("decision")];
    const event = { id: crypto.randomUUID(), item, kind: "not_interested", time: new Date().toISOString(), decision };
    const headers = { ...(await this.#asPage()), "idempotency-key": event.id };
    const { rejected } = await call(this.#service, "recordEvents", { headers, body: event });
    if (rejected.length > 0) {
      throw new Failure({ type: "about:blank", title: "Refused", detail: rejected[0].errors[0].detail, status: 422 });
    }
    this.#declined = event.id;
    const mayUndo = Boolean(await this.#token("me"));
    button.textContent = mayUndo ? this.#words.undo : this.#words.decline;
    this.#status.textContent = this.#words.declined;
    this.#tell("declined", { item, decision, event: event.id, declined: true });
    return mayUndo;
  }

  async #undo(button) {
    const [item, decision, event] = [this.getAttribute("item"), this.getAttribute("decision"), this.#declined];
    await call(this.#service, "useMyEvent", { path: { event }, headers: await this.#asThemself(), body: { used: false } });
    this.#declined = undefined;
    button.textContent = this.#words.decline;
    this.#status.textContent = this.#words.undone;
    this.#tell("declined", { item, decision, event, declined: false });
    return true;
  }

  /** Once at a time, with the focus where it is; `act` says whether there is more to do. What fails is said. */
  async #acting(button, act) {
    if (button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    let isOpen = true;
    try {
      isOpen = await act();
    } catch (cause) {
      this.#status.textContent = this.#words.notDone;
      this.#tell("failed", { problem: cause instanceof Failure ? cause.problem : { status: 0, title: String(cause) } });
    }
    if (isOpen) {
      button.removeAttribute("aria-disabled");
    }
  }

  #minimal() {
    const set = this.#answer.minimal_set;
    if (!set) {
      return null;
    }
    const words = this.#words;
    const unnamed = set.unnamed > 0 ? [filled(set.unnamed === 1 ? words.unnamedOne : words.unnamed, { count: set.unnamed })] : [];
    const things = [...set.items.map((item) => this.#title(item)), ...unnamed];
    const rank = set.rank ?? null;
    const text = filled(rank === null ? words.minimalGone : words.minimal, { things: things.join(words.and), rank });
    return element("p", { class: "minimal" }, text);
  }

  #did(kind, item) {
    const words = this.#words;
    return filled(words.did[kind] ?? `${kind}: {thing}`, { thing: this.#title(item) });
  }

  #source({ kind, item, event, topic, label, name }) {
    const { did, sources } = this.#words;
    if ((kind === "history" || kind === "session") && event in did) {
      return this.#did(event, item);
    }
    const called = topic ?? label ?? name ?? "…";
    return filled(sources[kind] ?? kind, { thing: this.#title(item), name: called });
  }

  /** Printed units with their sign. */
  #signed(units) {
    const format = { minimumFractionDigits: 3, maximumFractionDigits: 3, signDisplay: "exceptZero" };
    return new Intl.NumberFormat(this.#locale, format).format(units / SCALE);
  }

  #chart(item) {
    const words = this.#words;
    const { rows, left, score } = waterfall(item, words);
    const ends = [0, item.score, ...rows.map((row) => row.end)];
    const low = Math.min(...ends);
    const span = Math.max(...ends) - low || 1;
    const place = (points) => ((points - low) / span) * WIDTH;
    const bar = (from, to, kind) => {
      const width = Math.max(Math.abs(place(to) - place(from)), BAR_MIN);
      const x = Math.min(place(Math.min(from, to)), WIDTH - width);
      const zero = drawing("line", { class: "zero", x1: place(0), x2: place(0), y1: 0, y2: 20 });
      const box = drawing("rect", { class: `bar ${kind}`, x, width, y: 3, height: 14 });
      return drawing("svg", { viewBox: `0 0 ${WIDTH} 20`, preserveAspectRatio: "none", "aria-hidden": "true" }, zero, box);
    };
    const row = (label, units, kind, drawn) =>
      element(
        "tr",
        { "data-points": units },
        element("th", { scope: "row" }, label),
        element("td", { class: `num ${kind}` }, this.#signed(units)),
        element("td", { class: "draw" }, ...(drawn ? [drawn] : [])),
      );
    const body = rows.map((one) => {
      const kind = one.points < 0 ? "against" : "for";
      return row(one.label, one.shown, kind, bar(one.start, one.end, kind));
    });
    const rest = left === 0 ? [] : [row(words.rounding, left, "rest", null)];
    const total = row(words.score, score, "total", bar(0, item.score, "total"));
    return element(
      "table",
      { class: "chart", "aria-labelledby": "chart" },
      element("caption", {}, words.chartHint),
      element("tbody", {}, ...body, ...rest),
      element("tfoot", {}, total),
    );
  }

  #ledger(item) {
    const words = this.#words;
    const sum = item.ledger.reduce((all, line) => all + line.amount, 0);
    const told = filled(sum === item.score ? words.adds : words.off, { score: item.score, sum });
    const rows = item.ledger.map((line) =>
      element(
        "tr",
        { "data-amount": line.amount },
        element("th", { scope: "row" }, this.#source(line.source)),
        element("td", { class: "num" }, String(line.amount)),
      ),
    );
    const head = element(
      "tr",
      {},
      element("th", { scope: "col" }, words.counted),
      element("th", { scope: "col", class: "num" }, words.points),
    );
    const table = element("table", { class: "exact", "data-score": item.score }, element("thead", {}, head), element("tbody", {}, ...rows));
    return element(
      "details",
      { class: "lines" },
      element("summary", {}, filled(words.exact, { count: item.ledger.length })),
      element("p", { class: "hint" }, told),
      element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": filled(words.exact, { count: item.ledger.length }) }, table),
    );
  }
}

if (!customElements.get("why-this")) {
  customElements.define("why-this", WhyThis);
}
