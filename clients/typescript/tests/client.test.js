/**
 * The client against a running service, which `tests/clients` of the repository starts.
 *
 * Properties held:
 * - a list explains itself as far as it is asked to, and its ledger folds to the score; a page asks with a token;
 * - events are taken in batches of any size, each once, and what is refused is named by its place;
 * - a list of many pages is read to its end; the lists of one page repeat nothing;
 * - customers, items, consent, tokens, erasure and replays do what they say;
 * - a problem is an exception with the document; what no answer came to is one too;
 * - what is repeated is repeated only where that is harmless, after the time that the service names;
 * - the declared types name the methods that there are.
 */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";

import * as client from "../index.js";

const { Candor, Me } = client;
const SHOP = JSON.parse(process.env.CLIENTS_TEST);
const shop = new Candor(SHOP.service, { key: SHOP.secret });
/** What one test does, no other sees. */
const somebody = () => `ts ${randomUUID()} / ü`;
const view = (id, customer) => ({ id, customer, item: "i00", kind: "view", time: "2024-05-02T10:00:00Z" });

async function all(list) {
  const found = [];
  for await (const entry of list) {
    found.push(entry);
  }
  return found;
}

test("a list explains itself as far as it is asked to", async () => {
  const plain = await shop.recommend({ customer: "c1", count: 3, explain: "none" });
  assert.deepEqual(plain.items.map((item) => item.rank), [1, 2, 3]);
  assert.equal(plain.items[0].reasons, undefined);
  const reasons = await shop.recommend({ customer: "c1", count: 3, explain: "reasons" });
  assert.ok(reasons.items[0].reasons[0].text);
  const full = await shop.recommend({ customer: "c1", count: 3, explain: "full" });
  for (const item of full.items) {
    assert.equal(item.ledger.reduce((sum, line) => sum + line.amount, 0), item.score);
  }
  const [first, second] = full.items;
  const why = await shop.why(full.decision, first.item, second.item);
  assert.equal(why.item.score, first.score);
  assert.equal(why.instead_of.item, second.item);
  assert.equal((await shop.getDecision(full.decision)).answer.decision, full.decision);
  assert.ok((await new Candor(SHOP.service, { key: SHOP.auditor }).replay(full.decision)).identical);
});

test("a page asks with a token of the one for whom it is", async () => {
  const customer = somebody();
  let asked = 0;
  const token = async () => {
    asked += 1;
    return (await shop.createToken({ customer, audience: "storefront", ttl_seconds: 60 })).token;
  };
  const page = new Candor(SHOP.service, { key: SHOP.publishable, token });
  const list = await page.recommend({ count: 2 });
  assert.equal(list.items.length, 2);
  const event = { id: randomUUID(), item: list.items[0].item, kind: "view", time: new Date().toISOString(), decision: list.decision };
  assert.equal((await page.recordEvents([event])).accepted, 1);
  assert.equal(asked, 2);
  await assert.rejects(page.recommend({ customer: "c1" }), client.Forbidden);
});

test("the lists of a page and the parts of a list repeat nothing", async () => {
  const asked = { customer: "c1", count: 2 };
  const first = await shop.recommend(asked);
  const beside = await shop.recommend({ ...asked, placement: "cart", page: first.page });
  const further = await shop.recommend({ ...asked, cursor: first.next });
  const shown = first.items.map((item) => item.item);
  for (const other of [beside, further]) {
    assert.ok(other.items.every((item) => !shown.includes(item.item)));
  }
  assert.equal(await shop.check(asked), undefined);
  await assert.rejects(shop.check({ filter: { attributes: { flavour: ["salty"] } } }), client.Invalid);
});

test("an answer with the same idempotency key is the same decision", async () => {
  const idempotencyKey = randomUUID();
  const first = await shop.recommend({ customer: "c2", count: 2 }, { idempotencyKey });
  assert.equal((await shop.recommend({ customer: "c2", count: 2 }, { idempotencyKey })).decision, first.decision);
  await assert.rejects(shop.recommend({ customer: "c3" }, { idempotencyKey }), client.Invalid);
});

test("batches of any size are taken once, and what is refused is named by its place", async () => {
  const customer = somebody();
  const events = Array.from({ length: 1002 }, (_, at) => view(`${customer}-${at}`, customer));
  delete events[1001].item;
  const taken = await shop.recordEvents(events, { idempotencyKey: randomUUID() });
  assert.deepEqual([taken.accepted, taken.duplicates], [1001, 0]);
  assert.deepEqual(taken.rejected.map((entry) => entry.index), [1001]);
  const again = await shop.recordEvents(events.slice(0, 1001));
  assert.deepEqual([again.accepted, again.duplicates], [0, 1001]);
  const kept = await all(shop.customerEvents(customer, { limit: 400 }));
  assert.equal(new Set(kept.map((event) => event.id)).size, 1001);
});

test("decisions are found page after page", async () => {
  const customer = somebody();
  for (let at = 0; at < 3; at += 1) {
    await shop.recommend({ customer, count: 1 });
  }
  // The log is written behind the answers, in order: what is durable now stands after them.
  await shop.recordEvents([view(`${customer}-1`, customer)]);
  assert.equal((await all(shop.decisions({ customer, limit: 2 }))).length, 3);
});

test("items are put, read and withdrawn", async () => {
  const item = { id: `ts-${randomUUID()}/1`, title: "Tin Lantern", price: { amount: "12.50", currency: "EUR" } };
  assert.equal((await shop.putItems([item, { id: "no title" }])).rejected[0].index, 1);
  assert.ok((await shop.putItem({ ...item, brand: "Lumen" })).changed);
  assert.equal((await shop.getItem(item.id)).brand, "Lumen");
  await shop.deleteItem(item.id);
  await assert.rejects(shop.getItem(item.id), client.NotFound);
  const listed = (await all(shop.items({ limit: 5 }))).map((item) => item.id);
  assert.deepEqual(listed, [...new Set(listed)]);
  assert.ok(Array.from({ length: 12 }, (_, at) => `i${String(at).padStart(2, "0")}`).every((id) => listed.includes(id)));
  assert.ok((await shop.similarItems("i00", 3)).items.length > 0);
  await assert.rejects(async () => shop.getItem(".."), TypeError);
});

test("a visitor becomes a customer, who is forgotten", async () => {
  const [customer, visitor] = [somebody(), somebody()];
  const event = { id: `${visitor}-1`, visitor, item: "i01", kind: "cart", time: "2024-05-02T10:00:00Z" };
  await shop.recordEvents([event]);
  assert.equal((await shop.mergeVisitor(customer, visitor)).moved, 1);
  await shop.putCustomer({ id: customer, consent: { recommend: true } });
  assert.ok((await shop.getCustomer(customer)).consent.recommend);
  await shop.useEvent(customer, event.id, false);
  assert.deepEqual((await all(shop.customerEvents(customer))).map((kept) => kept.used), [false]);
  assert.equal((await shop.exportCustomer(customer)).given.events[0].id, event.id);
  assert.ok((await shop.exportCustomerCsv(customer)).includes(event.id));
  assert.equal((await shop.eraseCustomer(customer)).events, 1);
});

test("customers decide for themselves", async () => {
  const customer = somebody();
  await shop.recordEvents([view(`${customer}-1`, customer)]);
  const { token } = await shop.createToken({ customer, audience: "me", ttl_seconds: 60 });
  const me = new Me(SHOP.service, token);
  assert.equal((await me.consent()).chosen, false);
  assert.equal((await me.allow("recommend", false)).consent.recommend, false);
  await me.personalise("light");
  assert.equal(await me.personalisation(), "light");
  assert.deepEqual((await me.putTopics({ blocked: ["TOYS"] })).blocked, ["TOYS"]);
  assert.deepEqual((await me.topics()).blocked, ["TOYS"]);
  const [event] = await all(me.events());
  await me.useEvent(event.id, false);
  assert.equal((await all(me.events({ limit: 1 })))[0].used, false);
  assert.equal((await me.export()).customer, customer);
  assert.ok((await me.exportCsv()).includes(customer));
  assert.ok((await me.erase()).was_known);
});

test("a problem is an exception with the document", async () => {
  const problem = await shop.recommend({ count: 0 }).catch((cause) => cause);
  assert.ok(problem instanceof client.Invalid && problem instanceof client.CandorError);
  assert.deepEqual([problem.status, problem.kind, problem.errors[0].pointer], [422, "invalid", "/count"]);
  assert.ok(problem.problem.instance.startsWith("urn:uuid:"));
  await assert.rejects(new Candor(SHOP.service, { key: "nonsense" }).getItem("i00"), client.Unauthenticated);
  await assert.rejects(shop.recommend({}, { idempotencyKey: "" }), client.BadRequest);
});

test("silence and a closed door are told apart", async () => {
  const held = [];
  const silent = createServer((socket) => void held.push(socket));
  await new Promise((done) => silent.listen(0, "127.0.0.1", done));
  const waits = [];
  const options = { patience: { timeoutMs: 50, retries: 1 }, sleep: async (ms) => void waits.push(ms) };
  const patient = new Candor(`http://127.0.0.1:${silent.address().port}`, { key: "k" }, options);
  await assert.rejects(patient.getItem("i00"), client.TimedOut);
  assert.equal(waits.length, 1, "a read is repeated");
  await assert.rejects(patient.recommend({}), client.TimedOut);
  assert.equal(waits.length, 1, "a POST without a key is not");
  held.forEach((socket) => socket.destroy());
  await new Promise((done) => silent.close(done));
  await assert.rejects(patient.getItem("i00"), (cause) => cause instanceof client.NoAnswer && !(cause instanceof client.TimedOut));
});

test("a POST is repeated only with a key, and after the time that the service names", async () => {
  const waits = [];
  const options = { sleep: async (ms) => void waits.push(ms) };
  const problem = await new Candor(SHOP.bare, { key: SHOP.bare_keys[0] }, options).recommend({}).catch((cause) => cause);
  assert.ok(problem instanceof client.Unavailable);
  assert.deepEqual([waits, problem.kind, problem.retryAfter], [[], "no-model", 1]);
  const again = new Candor(SHOP.bare, { key: SHOP.bare_keys[1] }, options);
  await assert.rejects(again.recommend({}, { idempotencyKey: "one" }), client.Unavailable);
  assert.deepEqual(waits, [1000, 1000]);
});

test("who calls too often waits and is answered", async () => {
  const often = new Candor(SHOP.bare, { key: SHOP.bare_keys[2] });
  let accepted = 0;
  for (let at = 0; at < 5; at += 1) {
    accepted += (await often.recordEvents([view(`ts-${at}`, "c1")])).accepted;
  }
  assert.equal(accepted, 5);
  const hasty = new Candor(SHOP.bare, { key: SHOP.bare_keys[2] }, { patience: { retries: 0 } });
  await assert.rejects(async () => {
    for (let at = 0; at < 10; at += 1) {
      await all(hasty.decisions());
    }
  }, client.TooMany);
});

test("the declared types name the methods that there are", () => {
  const declared = readFileSync(new URL("../index.d.ts", import.meta.url), "utf8");
  for (const name of ["Candor", "Me"]) {
    const [, body] = declared.match(new RegExp(`export class ${name} \\{\\n([^]*?)\\n\\}`));
    const named = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, method]) => method);
    assert.deepEqual(named.sort(), Object.getOwnPropertyNames(client[name].prototype).sort());
  }
  const classes = [...declared.matchAll(/^export (?:class|const) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(classes.sort(), Object.keys(client).sort());
});
