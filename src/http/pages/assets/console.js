// Shows a slider's value while it moves. The form works without this.
for (const slider of document.querySelectorAll(".rules input[type=range]")) {
  const now = slider.closest(".field").querySelector("output");
  slider.addEventListener("input", () => {
    now.textContent = slider.value;
  });
}
