// Remembers 长辈版 from page to page, before the page is painted. Without this file the link works on its own page
// (elder.css, `:target`).
(() => {
  const root = document.documentElement;
  const remember = (on) => {
    root.classList.toggle("elder", on);
    try {
      if (on) localStorage.setItem("elder", "1");
      else localStorage.removeItem("elder");
    } catch {
      // A browser that may keep nothing still shows this page as it was asked to.
    }
  };
  const look = () => {
    if (location.hash === "#elder") remember(true);
    if (location.hash === "#usual") remember(false);
  };
  try {
    root.classList.toggle("elder", localStorage.getItem("elder") === "1");
  } catch {
    // As above.
  }
  look();
  window.addEventListener("hashchange", look);
})();
