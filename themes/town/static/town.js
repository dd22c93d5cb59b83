// Comfort only: every page does its work without this file.

// The receipt can be printed with one press.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// A long list grows shorter while one types.
document.querySelectorAll("[data-find]").forEach((box) => {
  const rows = document.querySelectorAll(`#${box.dataset.find} > div`);
  const none = document.getElementById("find-none");
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim();
    let left = 0;
    rows.forEach((row) => {
      row.hidden = !row.textContent.includes(wanted);
      left += row.hidden ? 0 : 1;
    });
    none.hidden = left > 0;
  });
});
