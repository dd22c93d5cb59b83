// Comfort only: every page does its work without this file.

// A browser with scripts searches by itself.
document.querySelectorAll("form[data-search]").forEach((form) => {
  form.action = form.dataset.search;
});

// Read from a disk, a link to a folder would show a list of files: there its page is named.
if (location.protocol === "file:") {
  const named = (address) => {
    const url = new URL(address, location.href);
    if (url.protocol === "file:" && url.pathname.endsWith("/")) url.pathname += "index.html";
    return url.href;
  };
  document.querySelectorAll("a[href]").forEach((link) => {
    link.href = named(link.href);
  });
  // No service answers there: the search page is the form's own. It cannot search, because a browser reads no index from
  // a disk, and says so.
  document.querySelectorAll("form[action]").forEach((form) => {
    form.action = named(form.id === "search" ? location.pathname : form.action);
  });
  document.querySelectorAll("[data-on-disk]").forEach((line) => {
    line.hidden = false;
  });
}

// The receipt can be printed with one press.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// The browser's own field for files speaks the browser's language and cuts names off: ours lies over it.
document.querySelectorAll("[data-file-field]").forEach((field) => {
  const input = field.querySelector("input");
  const chosen = field.querySelector("[data-chosen]");
  const tell = () => {
    chosen.textContent = [...input.files].map((file) => file.name).join("、") || chosen.dataset.none;
  };
  field.classList.add("has-words");
  field.querySelector(".file-face").hidden = false;
  input.addEventListener("change", tell);
  // A browser that goes back keeps what was chosen.
  window.addEventListener("pageshow", tell);
  tell();
});

// How much can still be written is seen at once, and heard when the hands rest.
document.querySelectorAll("[data-left]").forEach((line) => {
  const [seen, heard] = line.children;
  const { left: id, most, words, over } = line.dataset;
  const field = document.getElementById(id);
  let resting;
  const tell = () => {
    const left = most - [...field.value.trim()].length;
    line.classList.toggle("is-over", left < 0);
    seen.textContent = (left < 0 ? over : words).replace("#", Math.abs(left));
    clearTimeout(resting);
    resting = setTimeout(() => {
      heard.textContent = seen.textContent;
    }, 1000);
  };
  line.hidden = false;
  field.addEventListener("input", tell);
  window.addEventListener("pageshow", tell);
});

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
