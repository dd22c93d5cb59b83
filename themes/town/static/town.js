// Comfort only: every page does its work without this file.

// The receipt can be printed with one press.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// A page is read aloud where the browser has a Chinese voice of its own.
document.querySelectorAll("[data-read]").forEach((button) => {
  const speech = window.speechSynthesis;
  if (!speech) return;
  const voice = () => speech.getVoices().find((one) => one.localService && /^(zh|cmn)/i.test(one.lang));
  const show = () => {
    button.hidden = !voice();
  };
  show();
  speech.addEventListener?.("voiceschanged", show);
  let reading = false;
  const stop = () => {
    reading = false;
    speech.cancel();
    button.textContent = button.dataset.read;
  };
  button.addEventListener("click", () => {
    if (reading) return stop();
    // Piece by piece: browsers fall silent in the middle of a long text.
    const pieces = [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dt, dd, th, td)")]
      .filter((piece) => piece.checkVisibility?.() ?? piece.offsetParent)
      .filter((piece) => !piece.querySelector(":is(h1, h2, h3, p, li, dt, dd, th, td)"))
      .map((piece) => piece.textContent.trim())
      .filter(Boolean);
    reading = true;
    button.textContent = button.dataset.stop;
    pieces.forEach((text, at) => {
      const part = new SpeechSynthesisUtterance(text);
      part.voice = voice();
      part.lang = part.voice.lang;
      part.rate = 0.9;
      if (at === pieces.length - 1) part.addEventListener("end", () => reading && stop());
      speech.speak(part);
    });
  });
  window.addEventListener("pagehide", stop);
});

// A long list grows shorter while one types; a part of it with something in it opens.
document.querySelectorAll("[data-find]").forEach((box) => {
  const list = document.getElementById(box.dataset.find);
  const none = document.getElementById("find-none");
  box.hidden = false;
  box.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim();
    let left = 0;
    list.querySelectorAll("[data-find-row]").forEach((row) => {
      row.hidden = !row.textContent.includes(wanted);
      left += row.hidden ? 0 : 1;
    });
    list.querySelectorAll("details").forEach((part) => {
      const some = part.querySelector("[data-find-row]:not([hidden])") !== null;
      part.hidden = !some;
      part.open = some && wanted !== "";
    });
    none.hidden = left > 0;
  });
});

// What an address names is open.
const openTarget = () => {
  const part = document.querySelector("details:target");
  if (part) part.open = true;
};
window.addEventListener("hashchange", openTarget);
openTarget();

// On paper everything is open, and says when it was printed.
const shut = new Set();
window.addEventListener("beforeprint", () => {
  const [y, m, d] = new Date().toLocaleDateString("en-CA", { timeZone: "Asia/Shanghai" }).split("-").map(Number);
  document.querySelectorAll("[data-printed]").forEach((line) => {
    line.textContent = line.dataset.printed.replace("{y}", y).replace("{m}", m).replace("{d}", d);
  });
  document.querySelectorAll("details:not([open])").forEach((part) => {
    shut.add(part);
    part.open = true;
  });
});
window.addEventListener("afterprint", () => {
  shut.forEach((part) => {
    part.open = false;
  });
  shut.clear();
});

// A browser with scripts searches by itself.
document.querySelectorAll("form[data-search]").forEach((form) => {
  form.action = form.dataset.search;
});
