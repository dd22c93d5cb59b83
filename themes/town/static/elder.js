// Remembers 长辈版 from page to page, before the page is painted, and folds columns and search away on a telephone, so that
// the page itself begins on the first screen. Without this file the link works on its own page (elder.css, `:target`), with
// everything unfolded.
(() => {
  const root = document.documentElement;
  // As wide as elder.css has a telephone.
  const telephone = window.matchMedia("(max-width: 40em)");
  const fold = () => {
    const rest = document.querySelector(".head-fold");
    if (rest) rest.open = !(root.classList.contains("elder") && telephone.matches);
  };
  const remember = (on) => {
    root.classList.toggle("elder", on);
    fold();
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
  document.addEventListener("DOMContentLoaded", fold);
})();
