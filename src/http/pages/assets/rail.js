// Lets the rail follow a click in place. The forms work without this.
const rail = document.querySelector("#rail");

const items = () => [...rail.querySelectorAll("[data-item]")].map((card) => card.dataset.item);

/** Puts a freshly rendered rail in place and marks what was not there before. */
function replace(html) {
  const before = new Set(items());
  const told = new DOMParser().parseFromString(html, "text/html");
  rail.replaceChildren(...told.body.childNodes);
  for (const card of rail.querySelectorAll("[data-item]")) {
    card.classList.toggle("fresh", !before.has(card.dataset.item));
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-event]");
  if (!form) return;
  event.preventDefault();
  const address = new URL(form.action);
  address.searchParams.set("part", "rail");
  const fields = new FormData(form, event.submitter);
  rail.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    replace(await answer.text());
    const first = rail.querySelector(".notice, a");
    if (first) {
      first.setAttribute("tabindex", "-1");
      first.focus();
    }
  } catch {
    location.assign("/");
  } finally {
    rail.removeAttribute("aria-busy");
  }
});
