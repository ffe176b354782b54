// Opens "why this?" in a dialog instead of on a page of its own. The link works without this.
const panel = document.querySelector("#panel");
const body = document.querySelector("#panel-body");

/** Fetches an explanation's part and shows it; goes to its page where that fails. */
async function show(address) {
  const part = new URL(address);
  part.searchParams.set("part", "panel");
  try {
    const reply = await fetch(part, { headers: { accept: "text/html" } });
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    const told = new DOMParser().parseFromString(await reply.text(), "text/html");
    body.replaceChildren(closer(), ...told.body.childNodes);
    if (!panel.open) panel.showModal();
    answer(document.getElementById(part.hash.slice(1)));
  } catch {
    location.assign(address);
  }
}

/** Leads to what was asked for, folded away or not; to the beginning where nothing was. */
function answer(place) {
  if (!place || !body.contains(place)) {
    panel.scrollTop = 0;
    body.querySelector(".close").focus();
    return;
  }
  place.focus();
  place.scrollIntoView({ block: "center" });
}

function closer() {
  const button = document.createElement("button");
  button.className = "close";
  button.type = "button";
  button.textContent = panel.dataset.close;
  button.addEventListener("click", () => panel.close());
  return button;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-why]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain) return;
  event.preventDefault();
  show(link.href);
});

panel.addEventListener("click", (event) => {
  if (event.target === panel) panel.close();
});

panel.addEventListener("submit", (event) => {
  const form = event.target.closest("form.ask");
  if (!form) return;
  event.preventDefault();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form)).toString();
  show(address.href);
});
