// Opens "why this?" in a panel instead of a new page. Without this module the link leads to the same page.
const panel = document.createElement("dialog");
panel.setAttribute("aria-label", "Why this?");
document.body.append(panel);

async function open(link) {
  const answer = await fetch(link.href, { headers: { accept: "text/html" } });
  if (!answer.ok) { location.assign(link.href); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => panel.close());
  panel.replaceChildren(close, ...page.querySelector("main").children);
  panel.showModal();
}

for (const link of document.querySelectorAll("a.why")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });
}
