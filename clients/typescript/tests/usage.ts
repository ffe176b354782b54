/** Read by the type checker alone: what a page and a server write, and what must not pass. */

import { Candor, Invalid, Me, ProblemError } from "../index";
import type { Event, Recommendations } from "../index";

export async function server(candor: Candor): Promise<number> {
  const list: Recommendations = await candor.recommend({ customer: "c1", explain: "full", filter: { price: { max: "20.00" } } });
  const event: Event = { id: "e1", customer: "c1", item: "i1", kind: "view", time: "2026-01-01T00:00:00Z" };
  await candor.recordEvents([event], { idempotencyKey: "k" });
  for await (const summary of candor.decisions({ customer: "c1", limit: 5 })) {
    summary.items.map((item) => item.length);
  }
  // @ts-expect-error there is no such kind
  await candor.recordEvents([{ ...event, kind: "stare" }]);
  // @ts-expect-error an event has an id
  await candor.recordEvents([{ customer: "c1", item: "i1", kind: "view", time: "" }]);
  // @ts-expect-error there is no such level
  await candor.recommend({ explain: "everything" });
  return list.items[0].reasons?.[0].without?.rank ?? 0;
}

export async function page(service: string, fetchToken: () => Promise<string>): Promise<string[]> {
  const me = new Me(service, fetchToken, { patience: { timeoutMs: 1000 } });
  try {
    await me.allow("recommend", false);
    // @ts-expect-error there is no such purpose
    await me.allow("everything", true);
  } catch (cause) {
    if (cause instanceof Invalid) {
      return cause.errors.map((error) => error.pointer);
    }
    if (cause instanceof ProblemError) {
      return [cause.problem.detail];
    }
  }
  const used: string[] = [];
  for await (const event of me.events()) {
    used.push(event.used ? event.id : "");
  }
  return used;
}
