/* The only script of ours on every page: what a reader can do beyond reading. Pages are whole without it. */
(() => {
  "use strict";

  /* Open the row or the number that an address names: browsers do not unfold a target by themselves. */
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView({ block: "center" });
    }
  };
  addEventListener("hashchange", unfold);
  unfold();

  /* An exercise replies to what is chosen. */
  document.querySelectorAll(".exercise").forEach((quiz) => {
    const reply = quiz.querySelector(".reply");
    const buttons = [...quiz.querySelectorAll(".options > li")].map((option) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option.textContent;
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        reply.textContent = option.dataset.reply;
      });
      option.replaceChildren(button);
      return button;
    });
  });

  /* A report names the row from which the reader comes. */
  document.querySelectorAll(".report-form").forEach((form) => {
    const [text, button, status] = ["textarea", "button", "[role=status]"].map((part) => form.querySelector(part));
    const row = new URLSearchParams(location.search).get("row") || "";
    if (/^[\w-]+\.[a-z]+_\d+$/.test(row)) text.value = text.value.replace(form.dataset.row, row);
    button.hidden = false;
    button.addEventListener("click", () => {
      text.select();
      const copied = () => { status.textContent = " " + button.dataset.done; };
      if (navigator.clipboard) navigator.clipboard.writeText(text.value).then(copied, () => document.execCommand("copy") && copied());
      else if (document.execCommand("copy")) copied();
    });
  });
})();
