// Chinese or English in place: "#zh" in the address, else what the reader chose, else the browser's language.
(function () {
  var root = document.documentElement;
  var titles = JSON.parse(document.getElementById("titles").textContent);
  function show(lang) {
    if (!titles[lang]) return;
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = titles[lang];
    document.querySelectorAll(".switch button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.to === lang));
    });
  }
  document.querySelectorAll(".switch button").forEach(function (button) {
    button.addEventListener("click", function () { show(button.dataset.to); });
  });
  // Browsers print what is folded as folded unless it is open.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.fold, details.more").forEach(function (part) { part.open = true; });
  });
  var asked = location.hash.slice(1);
  show(titles[asked] ? asked : /^zh/i.test(navigator.language || "") ? "zh" : "en");
})();
