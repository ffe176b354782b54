// Shows the slider's value while it moves. The form works without this.
const slider = document.querySelector("#diversity");
const now = document.querySelector("#diversity-now");
slider?.addEventListener("input", () => {
  now.textContent = slider.value;
});
