// Pins an item of the draft's list to a place: by dragging its grip, or with the arrow keys on it. The form's fields do the same without this.
const form = document.querySelector(".rules");
const preview = document.querySelector("#preview");
const said = document.querySelector("#pin-said");
let held;

const items = () => [...preview.querySelectorAll(".draft > li")];
const placeOf = (one) => items().indexOf(one) + 1;
const titleOf = (one) => one.querySelector(".name").firstChild.textContent.trim();

/** The form's pins, the blank one at the end included. */
function pins() {
  const named = form.querySelectorAll("input[name^='pins.'][name$='.item']");
  return [...named].map((item) => {
    const of = (name) => form.elements[item.name.replace(/item$/, name)];
    return { item, position: of("position"), label: of("label"), remove: of("remove") };
  });
}

const find = (id) => pins().find((pin) => pin.item.value === id && !pin.remove?.checked);

/** A pin that says nothing yet; the form is given another one where all are used. */
function blank() {
  const free = pins().find((pin) => !pin.remove && !pin.item.value);
  if (free) return free;
  const last = pins().at(-1).item.closest("details.one");
  const [, number] = /^pins\.(\d+)\./.exec(last.querySelector("[name$='.item']").name);
  const next = last.cloneNode(true);
  for (const one of next.querySelectorAll("*")) {
    for (const name of ["id", "name", "for"]) {
      const value = one.getAttribute(name);
      if (value) one.setAttribute(name, value.replace(`pins.${number}.`, `pins.${Number(number) + 1}.`));
    }
    if (one.matches("input")) one.value = "";
  }
  last.after(next);
  return blank();
}

function release(pin) {
  if (pin.remove) pin.remove.checked = true;
  else for (const field of [pin.item, pin.position, pin.label]) field.value = "";
}

function changed(id, words) {
  held = id;
  said.textContent = words;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Pins an item; what was pinned there takes the place that it leaves, or is let go. */
function pin(one, place) {
  const id = one.dataset.item;
  const own = find(id);
  const other = pins().find((other) => Number(other.position.value) === place && other.item.value !== id && !other.remove?.checked);
  if (other && own) other.position.value = own.position.value;
  else if (other) release(other);
  const row = own ?? blank();
  row.item.value = id;
  row.position.value = place;
  row.label.value ||= preview.dataset.pin;
  row.item.closest("details.one").parentElement.open = true;
  changed(id, preview.dataset.pinned.replace("%1", () => titleOf(one)).replace("%2", place));
}

preview.addEventListener("keydown", (event) => {
  const one = event.target.closest(".grip")?.closest("li");
  if (!one) return;
  const own = find(one.dataset.item);
  const from = own ? Number(own.position.value) : placeOf(one);
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step) {
    event.preventDefault();
    pin(one, Math.min(Math.max(from + step, 1), items().length));
  } else if (event.key === "Delete" && own) {
    event.preventDefault();
    release(own);
    changed(one.dataset.item, preview.dataset.released.replace("%1", () => titleOf(one)));
  }
});

preview.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button !== 0) return;
  const one = grip.closest("li");
  const target = (at) => items().find((other) => at.clientY < other.getBoundingClientRect().bottom) ?? items().at(-1);
  const mark = (at) => items().forEach((other) => other.classList.toggle("target", other === at));
  const ended = new AbortController();
  const { signal } = ended;
  grip.setPointerCapture(event.pointerId);
  one.classList.add("dragged");
  const end = () => {
    ended.abort();
    one.classList.remove("dragged");
    mark();
  };
  grip.addEventListener("pointermove", (moved) => mark(target(moved)), { signal });
  grip.addEventListener("pointercancel", end, { signal });
  grip.addEventListener("pointerup", (dropped) => {
    const place = placeOf(target(dropped));
    end();
    if (place !== placeOf(one)) pin(one, place);
  }, { signal });
});

// The list is made anew after each change; the focus stays with the item.
new MutationObserver(() => {
  if (!held) return;
  const one = items().find((other) => other.dataset.item === held);
  held = undefined;
  one?.querySelector(".grip").focus();
}).observe(preview, { childList: true });

document.querySelector(".preview").classList.add("movable");
