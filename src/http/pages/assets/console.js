// Follows the form while it is filled in: a slider's value at once, the preview after a pause. The form works without this.
const form = document.querySelector(".rules");
const preview = document.querySelector("#preview");
const PAUSE_MS = 250;
let waiting;
let asking;

for (const slider of form.querySelectorAll("input[type=range]")) {
  const now = slider.closest(".field").querySelector("output");
  slider.addEventListener("input", () => {
    now.textContent = Number(slider.value).toLocaleString(document.documentElement.lang);
  });
}

/** Sends what the form says as a form where it may be more than an address holds. */
function ask(said, signal) {
  if (form.dataset.preview) return fetch(form.dataset.preview, { method: "POST", body: said, signal });
  said.append("part", "preview");
  const address = new URL(form.action);
  address.search = said;
  return fetch(address, { signal });
}

/** Asks for the preview of what the form says now, and puts it in place of the one before. */
async function follow(further = {}) {
  asking?.abort();
  asking = new AbortController();
  const said = new URLSearchParams([...new FormData(form), ...Object.entries(further)]);
  preview.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(said, asking.signal);
    // Whoever is signed out is led to the way in.
    if (answer.status === 401) return location.reload();
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    // What the form cannot mean is said in place of the lists.
    const shown = answer.ok ? told.body : told.querySelector("main p");
    preview.replaceChildren(...(answer.ok ? shown.childNodes : [shown]));
    const chosen = form.elements.for;
    if (chosen) document.querySelector("#preview-name").textContent = chosen.selectedOptions[0].textContent;
    preview.removeAttribute("aria-busy");
  } catch (cause) {
    if (cause.name !== "AbortError") preview.removeAttribute("aria-busy");
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(follow, PAUSE_MS);
});

form.addEventListener("submit", (event) => {
  if (event.submitter?.formMethod === "post") return;
  event.preventDefault();
  clearTimeout(waiting);
  follow(event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : {});
});

// A curve that is being measured takes its place when it is there.
const frontier = document.querySelector("#frontier");
const LOOK_AGAIN_MS = 1500;

async function look() {
  if (!frontier?.querySelector("[data-waiting]")) return;
  const address = new URL(form.action);
  address.search = "part=frontier";
  const answer = await fetch(address);
  if (!answer.ok || answer.redirected) return;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  frontier.replaceChildren(...told.body.childNodes);
  setTimeout(look, LOOK_AGAIN_MS);
}

setTimeout(look, LOOK_AGAIN_MS);
