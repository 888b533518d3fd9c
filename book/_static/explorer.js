/* Makes the figures of networks answer to pointer, finger and keys.
   All that it shows stands in the page already: names in the boxes of the
   figure, everything else in the tables below it. Without this script one
   reads the figure and the tables as they are. */
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const FIRMNESS = ["stated", "derived", "inferred"]; // as in figures/edges.py
  const LARGEST = 4, SMALLEST = 0.15, STEP = 1.25, FOUND = 12;

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const between = (low, x, high) => Math.max(low, Math.min(high, x));

  function explore(root) {
    const one = (query) => root.querySelector(query);
    const all = (query) => [...root.querySelectorAll(query)];
    const view = one(".nv-view"), svg = one(".nv-view svg"), card = one(".nv-card");
    const words = JSON.parse(root.dataset.words);
    const [width, height] = [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height];
    const boxes = new Map(), lines = new Map();
    let chosen = null; // what the card tells of
    let pinned = false; // whether it stays when the pointer moves on
    let home = null; // the box along whose lines the keys go
    let filtering = false;

    /* What the page says, read once. */
    const heads = all('[data-sheet="edges"] th').map((th) => th.dataset.column);
    const rows = all('[data-sheet="edges"] tbody tr').map((tr) => {
      const codes = {};
      heads.forEach((column, k) => { if (column) codes[column] = tr.cells[k].dataset.c || ""; });
      return { tr, u: tr.dataset.u, v: tr.dataset.v, colour: tr.dataset.colour, look: tr.dataset.look, codes };
    });
    for (const g of all(".nv-box")) {
      const other = g.dataset.zh === undefined ? "en" : "zh";
      boxes.set(g.dataset.n, { g, name: g.querySelector("title").textContent, other, alias: g.dataset[other], lines: [] });
    }
    for (const tr of all('[data-sheet="nodes"] tbody tr')) boxes.get(tr.dataset.n).tr = tr;
    for (const g of all(".nv-line")) {
      const { u, v } = g.dataset;
      const line = { g, u, v, rows: rows.filter((row) => row.u === u && row.v === v) };
      lines.set(g, line);
      for (const n of new Set([u, v])) boxes.get(n).lines.push(line);
      const hit = document.createElementNS(SVG, "path"); // wide enough for a finger
      hit.setAttribute("d", g.querySelector("path").getAttribute("d"));
      hit.setAttribute("class", "nv-hit");
      g.append(hit);
    }
    const order = [...boxes.values()];
    const items = new Map([...order.map((box) => [box.g, box]), ...lines]);
    const shown = (row) => !row.tr.hidden;
    const alive = (line) => line.rows.some(shown);
    const nameOf = (n) => boxes.get(n).name;

    /* The figure is a list from which one chooses, with one stop for the Tab key. */
    svg.setAttribute("role", "listbox");
    svg.querySelectorAll("g:not([class])").forEach((g) => g.setAttribute("role", "presentation"));
    const signs = all(".nv-sign");
    svg.append(...signs); // above the lines that they now pass over
    svg.querySelectorAll("defs, .nv-sign, .nv-strip").forEach((x) => x.setAttribute("aria-hidden", "true"));
    for (const [g, item] of items) {
      g.setAttribute("role", "option");
      g.setAttribute("tabindex", "-1");
      g.setAttribute("aria-selected", "false");
      g.setAttribute("aria-label", item.name || told(item));
    }
    order[0].g.setAttribute("tabindex", "0");

    function told(line) {
      const texts = line.rows.filter(shown).map((row) => row.tr.cells[2].textContent);
      return `${nameOf(line.u)} → ${nameOf(line.v)}: ${texts.join("; ")}`;
    }

    /* The card. */
    const SILENT = ["none", "unsaid"]; // codes that say only that nothing is said

    function codesOf(cells) {
      const told = [...cells].filter((cell) => cell.textContent && !SILENT.includes(cell.dataset.c));
      return make("span", { class: "nv-codes" }, told.map((cell) => cell.textContent).join(" · "));
    }

    function copied(cell) {
      return [...cell.childNodes].map((node) => node.cloneNode(true));
    }

    function rowItem(row, from) {
      const li = make("li");
      if (from !== undefined) {
        const other = row.u === from ? row.v : row.u;
        const go = make("button", { type: "button", class: "nv-go" }, `${row.u === from ? "→" : "←"} ${nameOf(other)}`);
        go.addEventListener("click", () => goTo(boxes.get(other)));
        li.append(go, " ");
      }
      li.append(...copied(row.tr.cells[2]), " ");
      li.append(codesOf([...row.tr.cells].filter((cell) => cell.dataset.c)));
      return li;
    }

    function boxCard(box) {
      const cells = [...box.tr.cells];
      const head = make("p", {}, make("strong", {}, box.name), " ");
      if (box.alias !== box.name) head.append(make("span", { lang: box.other }, box.alias), " ");
      head.append(...copied(cells[1]), " ", codesOf(cells.slice(2)));
      const mine = rows.filter((row) => shown(row) && (row.u === box.g.dataset.n || row.v === box.g.dataset.n));
      return [head, make("ul", {}, ...mine.map((row) => rowItem(row, box.g.dataset.n)))];
    }

    function lineCard(line) {
      const head = make("p", {});
      [line.u, line.v].forEach((n, k) => {
        const go = make("button", { type: "button", class: "nv-go" }, nameOf(n));
        go.addEventListener("click", () => goTo(boxes.get(n)));
        head.append(k ? " → " : "", go);
      });
      return [head, make("ul", {}, ...line.rows.filter(shown).map((row) => rowItem(row)))];
    }

    function tell() {
      card.hidden = false;
      card.classList.toggle("nv-idle", !chosen);
      if (!chosen) {
        card.replaceChildren(make("p", {}, words.help));
        return;
      }
      const leave = make("button", { type: "button", class: "nv-leave", "aria-label": words.leave, title: words.leave }, "×");
      leave.addEventListener("click", clear);
      card.replaceChildren(leave, ...(chosen.alias === undefined ? lineCard(chosen) : boxCard(chosen)));
      card.scrollTop = 0;
    }

    /* Choosing. */
    function choose(item, pin) {
      pinned = pin && Boolean(item);
      if (item === chosen) return;
      if (chosen) chosen.g.setAttribute("aria-selected", "false");
      chosen = item;
      svg.classList.toggle("nv-some", Boolean(item));
      svg.querySelectorAll(".nv-near").forEach((g) => g.classList.remove("nv-near"));
      svg.querySelectorAll(".nv-chosen").forEach((g) => g.classList.remove("nv-chosen"));
      if (item) {
        item.g.setAttribute("aria-selected", "true");
        item.g.classList.add("nv-chosen");
        const near = item.lines ? item.lines.filter(alive) : [item];
        for (const { g, u, v } of near) for (const x of [g, boxes.get(u).g, boxes.get(v).g]) x.classList.add("nv-near");
      }
      tell();
    }

    function clear() {
      const last = chosen, inside = card.contains(document.activeElement);
      choose(null, false);
      if (last && inside) stop(last).focus({ preventScroll: true });
      if (last && inside) choose(null, false); // the focus chooses
    }

    function stop(item) {
      svg.querySelectorAll('[tabindex="0"]').forEach((g) => g.setAttribute("tabindex", "-1"));
      item.g.setAttribute("tabindex", "0");
      return item.g;
    }

    function goTo(item) {
      if (item.lines) home = item;
      stop(item).focus({ preventScroll: true });
      choose(item, true);
      reveal(item.lines ? item.g : boxes.get(item.u).g);
    }

    /* Scroll the figure, and the page no more than it must, so that a box is seen. */
    function reveal(g) {
      const box = g.getBoundingClientRect(), frame = view.getBoundingClientRect(), room = 24;
      const by = (low, high, from, to) => (low < from ? low - from - room : high > to ? high - to + room : 0);
      view.scrollLeft += by(box.left, box.right, frame.left, frame.right);
      view.scrollTop += by(box.top, box.bottom, frame.top, frame.bottom);
      const now = g.getBoundingClientRect();
      window.scrollBy(0, by(now.top, now.bottom, 0, window.innerHeight - card.offsetHeight));
    }

    function itemAt(event) {
      const g = event.target.closest(".nv-box, .nv-line");
      return g && items.get(g);
    }

    let dragged = false;
    svg.addEventListener("pointerover", (event) => {
      const item = itemAt(event);
      if (item && !pinned && event.pointerType !== "touch" && !dragged) choose(item, false);
    });
    // On the frame: a listener for focus on an svg makes Chromium stop at the svg itself.
    view.addEventListener("focusin", (event) => {
      const item = itemAt(event);
      if (item && item !== chosen) choose(item, false);
    });
    svg.addEventListener("click", (event) => {
      if (dragged) return;
      const item = itemAt(event);
      if (!item) return choose(null, false);
      if (item.lines) home = item;
      stop(item).focus({ preventScroll: true });
      choose(item, true);
    });

    /* Keys: through the boxes, along the lines of one, and over a line to its other end. */
    function step(event, item) {
      const boxed = Boolean(item.lines), from = boxed ? item : home && home.lines.includes(item) ? home : boxes.get(item.u);
      const along = from.lines.filter(alive), k = order.indexOf(from), here = along.indexOf(item);
      switch (event.key) {
        case "ArrowDown": return boxed ? order[k + 1] : boxes.get(from === boxes.get(item.u) ? item.v : item.u);
        case "ArrowUp": return boxed ? order[k - 1] : from;
        case "ArrowRight": return along[here + 1] || from;
        case "ArrowLeft": return boxed ? along[along.length - 1] : along[here - 1] || from;
        case "Home": return order[0];
        case "End": return order[order.length - 1];
        default: return null;
      }
    }

    svg.addEventListener("keydown", (event) => {
      const item = itemAt(event);
      if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(item, true);
        (card.querySelector("a, .nv-go") || card.querySelector("button")).focus();
      } else if (/^(Arrow|Home|End)/.test(event.key)) {
        event.preventDefault();
        const next = step(event, item);
        if (next) goTo(next);
      }
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && chosen && !event.defaultPrevented) clear();
    });

    /* Filters: within one group any of what is ticked, and every group that has a tick. */
    const groups = all("fieldset[data-facet]").map((fieldset) => ({
      column: fieldset.dataset.facet, ticks: [...fieldset.querySelectorAll("input")],
    }));
    const passes = (row, group, ticked) => !ticked.length || ticked.includes(row.codes[group.column]);

    function filter() {
      const ticked = new Map(groups.map((group) => [group, group.ticks.filter((t) => t.checked).map((t) => t.value)]));
      filtering = [...ticked.values()].some((values) => values.length);
      for (const row of rows) row.tr.hidden = !groups.every((group) => passes(row, group, ticked.get(group)));
      for (const group of groups) {
        const rest = rows.filter((row) => groups.every((g) => g === group || passes(row, g, ticked.get(g))));
        for (const tick of group.ticks) {
          const n = rest.filter((row) => row.codes[group.column] === tick.value).length;
          tick.parentNode.querySelector(".nv-count").textContent = n;
        }
      }
      for (const line of lines.values()) draw(line);
      for (const box of order) {
        const faded = filtering && !box.lines.some(alive);
        box.g.classList.toggle("nv-faded", faded);
        box.tr.hidden = faded;
      }
      const n = rows.filter(shown).length;
      one(".nv-shown").textContent = words.shown.replace("{n}", n).replace("{m}", rows.length);
      const last = chosen;
      choose(null, false);
      if (last && (last.lines || alive(last))) choose(last, true);
    }

    /* A line is drawn anew from those of its rows that are shown; the rule is that of drawn_as in edges.py. */
    function draw(line) {
      const of = line.rows.filter(shown), { g } = line;
      g.classList.toggle("nv-gone", !of.length);
      if (!of.length) return;
      const colours = new Set(of.map((row) => row.colour)), looks = of.map((row) => row.look);
      const colour = colours.size === 1 ? [...colours][0] : "black";
      g.dataset.colour = colour;
      g.dataset.look = FIRMNESS.find((look) => looks.includes(look)) || "denied";
      g.toggleAttribute("data-denied", looks.includes("denied"));
      g.querySelector("path").setAttribute("marker-end", `url(#${root.id}-${colour})`);
      g.setAttribute("aria-label", told(line));
    }

    root.addEventListener("change", (event) => { if (event.target.closest("fieldset")) filter(); });

    /* Size: buttons, and the wheel with ctrl; the wheel alone scrolls as everywhere. */
    let scale = 1;
    const tall = () => Math.max(200, window.innerHeight * 0.75);

    function resize(to, x = view.clientWidth / 2, y = view.clientHeight / 2) {
      const was = scale;
      scale = between(SMALLEST, to, LARGEST);
      svg.style.width = `${width * scale}px`;
      svg.style.height = `${height * scale}px`;
      view.scrollLeft = (view.scrollLeft + x) * (scale / was) - x;
      view.scrollTop = (view.scrollTop + y) * (scale / was) - y;
    }

    const actions = {
      larger: () => resize(scale * STEP),
      smaller: () => resize(scale / STEP),
      whole() {
        const whole = Math.min(view.clientWidth / width, tall() / height, 1);
        resize(Math.abs(scale - whole) < 0.01 ? 1 : whole);
      },
      full: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
      reset() {
        all("fieldset input").forEach((tick) => { tick.checked = false; });
        filter();
      },
    };
    for (const button of all("[data-do]")) button.addEventListener("click", actions[button.dataset.do]);
    if (!document.fullscreenEnabled) one('[data-do="full"]').hidden = true;
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = view.getBoundingClientRect();
      resize(scale * Math.exp(-event.deltaY * 0.002), event.clientX - frame.left, event.clientY - frame.top);
    }, { passive: false });

    /* Names of tiers keep to the left of the window, those of columns to its top. */
    const strips = all(".nv-strip"), first = Math.min(...signs.map((sign) => sign.getAttribute("y")));
    view.addEventListener("scroll", () => {
      for (const sign of signs) {
        const [x, y] = strips.length ? [view.scrollLeft, 0] : [0, view.scrollTop];
        const keeps = strips.length ? sign.getAttribute("x") < 12 : Number(sign.getAttribute("y")) === first;
        if (keeps) sign.setAttribute("transform", `translate(${x / scale} ${y / scale})`);
      }
    }, { passive: true });

    /* Dragging is for the mouse; a finger scrolls by itself. */
    let grip = null;
    view.addEventListener("pointerdown", (event) => {
      dragged = false;
      if (event.pointerType === "mouse" && event.button === 0) grip = [event.clientX, event.clientY, view.scrollLeft, view.scrollTop];
    });
    view.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const dx = event.clientX - grip[0], dy = event.clientY - grip[1];
      if (!dragged && Math.hypot(dx, dy) < 5) return;
      if (!dragged) view.setPointerCapture(event.pointerId);
      dragged = true;
      view.scrollLeft = grip[2] - dx;
      view.scrollTop = grip[3] - dy;
    });
    for (const end of ["pointerup", "pointercancel"]) view.addEventListener(end, () => { grip = null; });

    /* Finding, in either language. */
    const field = one(".nv-find input"), list = one(".nv-find ul");
    let found = [], active = -1;

    function offer() {
      const text = plain(field.value.trim());
      const rank = (box) => Math.min(...[box.name, box.alias].map((x) => (plain(x) + " ").indexOf(text)).filter((k) => k >= 0), 999);
      found = text ? order.filter((box) => rank(box) < 999).sort((a, b) => rank(a) - rank(b)).slice(0, FOUND) : [];
      const options = found.map((box, k) => {
        const li = make("li", { role: "option", id: `${list.id}-${k}`, "aria-selected": "false" }, box.name, " ");
        if (box.alias !== box.name) li.append(make("small", { lang: box.other }, box.alias));
        li.addEventListener("pointerdown", (event) => event.preventDefault());
        li.addEventListener("click", () => pick(box));
        return li;
      });
      if (text && !found.length) options.push(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, words.nothing));
      list.replaceChildren(...options);
      list.hidden = !text;
      field.setAttribute("aria-expanded", String(Boolean(text)));
      point(found.length ? 0 : -1);
    }

    function point(k) {
      active = k;
      [...list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === k)));
      if (k < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", `${list.id}-${k}`);
        list.children[k].scrollIntoView({ block: "nearest" });
      }
    }

    function shut() {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }

    function pick(box) {
      field.value = box.name;
      shut();
      goTo(box);
    }

    field.addEventListener("input", offer);
    field.addEventListener("blur", shut);
    field.addEventListener("keydown", (event) => {
      const many = found.length;
      if ((event.key === "ArrowDown" || event.key === "ArrowUp") && many) {
        event.preventDefault();
        if (list.hidden) offer();
        else point((active + (event.key === "ArrowDown" ? 1 : many - 1)) % many);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) {
        event.preventDefault();
        pick(found[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        shut();
      }
    });

    /* Tables that sort. */
    const collator = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
    for (const table of all("table")) {
      [...table.tHead.rows[0].cells].forEach((th, k) => {
        const button = make("button", { type: "button" }, ...th.childNodes);
        th.append(button);
        button.addEventListener("click", () => {
          const down = th.getAttribute("aria-sort") === "ascending";
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          th.setAttribute("aria-sort", down ? "descending" : "ascending");
          const key = (tr) => tr.cells[k].textContent;
          const sorted = [...table.tBodies[0].rows].sort((a, b) => collator.compare(key(a), key(b)) * (down ? -1 : 1));
          table.tBodies[0].append(...sorted);
        });
      });
    }

    one(".nv-tools").hidden = false;
    root.classList.add("nv-live");
    // A figure that nearly fits is made to fit; one that does not keeps a size that can be read.
    if (view.clientWidth < width && view.clientWidth > width * 0.94) resize(view.clientWidth / width);
    else {
      const busiest = order.reduce((a, b) => (b.lines.length > a.lines.length ? b : a)).g.getBoundingClientRect();
      view.scrollLeft = busiest.left + busiest.width / 2 - view.getBoundingClientRect().left - view.clientWidth / 2;
    }
    tell();
  }

  const start = () => document.querySelectorAll(".nv:not(.nv-live)").forEach(explore);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
