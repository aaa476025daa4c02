"use strict";
// Shows the list of everybody and each one's sheet. What comes from data becomes text nodes, never markup.
(() => {
  const [head, texts, people] = JSON.parse(document.getElementById("everybody").textContent);
  const said = head.words.said;
  const urgencies = ["unmet", "unknown", "pending", "nothing"];
  const urgencyWords = ["page-unmet", "page-unknown", "page-pending", "page-nothing"].map((id) => said[id]);
  const signs = ["✗", "?", "…", "✓"];
  const PAGE = 25;

  const at = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));

  // An element with attributes and children; children that are texts become text nodes.
  const el = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== undefined && child !== null));
    return made;
  };

  const everybody = people.map((row, place) => {
    const [kind, id, name, groups, urgency, lost, verdicts, outcomes, events] = row;
    return { place, kind, id: texts[id], name: name === null ? null : texts[name], groups, urgency, lost, verdicts, outcomes, events };
  });
  const titleOf = (person) => person.name || person.id || head.kinds[person.kind];
  const groupOf = (person) => (person.groups.length ? texts[person.groups[0][1]] : "");
  const titled = (rule, period) => (period ? fill(said["explain-in-period"], { rule, period }) : rule);
  const openVerdicts = (person) => person.verdicts.filter(([, , status]) => status < 3).sort((one, other) => one[2] - other[2]);
  // Days that have passed are not to come.
  const nextDue = (person) =>
    person.verdicts.filter(([, , status]) => status === 1 || status === 2).map((row) => texts[row[3]])
      .filter((due) => due && due >= head.asOf).sort()[0] || "";

  // ---- the filter

  const options = (select, entries) =>
    select.replaceChildren(...entries.map(([value, label]) => el("option", { value }, label)));
  const counts = head.kinds.map((_, kind) => everybody.filter((person) => person.kind === kind).length);
  const present = head.kinds.map((name, kind) => [kind, name]).filter(([kind]) => counts[kind] > 0);
  const largest = present.reduce((best, [kind]) => (counts[kind] > (counts[best] || 0) ? kind : best), present.length ? present[0][0] : 0);
  const start = () => ({ text: "", kind: present.length > 1 ? String(largest) : "", group: "", urgency: "", rule: "", status: "", page: 0, sort: "urgency" });
  let filter = start();
  const chosen = new Set();

  const rulesPresent = [...new Set(everybody.flatMap((person) => person.verdicts.map(([rule]) => rule)))].sort((one, other) => one - other);
  options(at("kind"), [["", said["page-any"]], ...present.map(([kind, name]) => [kind, `${name} (${counts[kind]})`])]);
  options(at("urgency"), [["", said["page-any"]], ...urgencyWords.map((word, place) => [place, word])]);
  options(at("rule"), [["", said["page-any-rule"]], ...rulesPresent.map((rule) => [rule, head.rules[rule]])]);
  options(at("status"), [["", said["page-any"]], ...head.words.statuses.map((word, place) => [place, word])]);

  const groupsOfKind = () => {
    const own = everybody.filter((person) => filter.kind === "" || person.kind === Number(filter.kind));
    const names = [...new Set(own.flatMap((person) => person.groups.map(([, text]) => texts[text])))];
    names.sort((one, other) => one.localeCompare(other, document.documentElement.lang));
    options(at("group"), [["", said["page-any"]], ...names.map((name) => [name, name])]);
    if (!names.includes(filter.group)) filter.group = "";
    at("group").closest("label").hidden = names.length === 0;
  };

  const fits = (person) => {
    if (filter.kind !== "" && person.kind !== Number(filter.kind)) return false;
    if (filter.urgency !== "" && person.urgency !== Number(filter.urgency)) return false;
    if (filter.group && !person.groups.some(([, text]) => texts[text] === filter.group)) return false;
    if (filter.rule !== "" || filter.status !== "") {
      const rule = filter.rule === "" ? null : Number(filter.rule);
      const status = filter.status === "" ? null : Number(filter.status);
      if (!person.verdicts.some((row) => (rule === null || row[0] === rule) && (status === null || row[2] === status))) return false;
    }
    const text = filter.text.trim().toLowerCase();
    return !text || (person.name || "").toLowerCase().includes(text) || person.id.toLowerCase().includes(text);
  };

  const orders = {
    urgency: (one, other) => one.urgency - other.urgency || one.place - other.place,
    who: (one, other) => titleOf(one).localeCompare(titleOf(other), document.documentElement.lang) || one.place - other.place,
    group: (one, other) => groupOf(one).localeCompare(groupOf(other), document.documentElement.lang) || one.place - other.place,
    due: (one, other) => (nextDue(one) || "9").localeCompare(nextDue(other) || "9") || one.place - other.place,
  };

  // ---- the list

  const badge = (kind, word) => el("span", { class: `badge ${kind}` }, word);

  const openItems = (person) => {
    const MOST = 3;
    const open = openVerdicts(person);
    const items = open.slice(0, MOST).map(([rule, period, status]) =>
      el("li", { class: head.statuses[status].id }, el("i", { "aria-hidden": "true" }, head.statuses[status].sign), titled(head.rules[rule], texts[period])));
    if (open.length > MOST) items.push(el("li", { class: "faint" }, `+ ${open.length - MOST}`));
    return el("ul", { class: "items" }, items);
  };

  const row = (person) => {
    const tick = el("input", { type: "checkbox", "aria-label": fill(said["page-choose"], { who: titleOf(person) }) });
    tick.checked = chosen.has(person.place);
    tick.addEventListener("change", () => {
      if (tick.checked) chosen.add(person.place); else chosen.delete(person.place);
      tell();
    });
    const link = el("button", { type: "button", class: "link", "data-place": person.place }, titleOf(person));
    link.addEventListener("click", () => { location.hash = `p${person.place}`; });
    const id = person.name ? el("span", { class: "id" }, person.id) : null;
    return el("tr", {},
      el("td", { class: "tick" }, tick),
      el("th", { class: "who", scope: "row" }, link, id),
      el("td", { class: "group" }, groupOf(person)),
      el("td", { class: "state" }, badge(urgencies[person.urgency], `${signs[person.urgency]} ${urgencyWords[person.urgency]}`)),
      el("td", { class: "open" }, openItems(person)),
      el("td", { class: "date", "data-label": said["page-next-due"] }, nextDue(person)));
  };

  const heading = (key, word) => {
    const sorted = filter.sort === key;
    const button = el("button", { type: "button", class: "link" }, word);
    button.addEventListener("click", () => { filter.sort = key; filter.page = 0; show(); });
    return el("th", { scope: "col", "aria-sort": sorted ? "ascending" : "none" }, button);
  };

  let found = [];
  const tell = () => {
    const words = [fill(said["page-found"], { count: found.length, all: everybody.length })];
    if (chosen.size) words.push(fill(said["page-chosen"], { count: chosen.size }));
    at("found").textContent = words.join(" · ");
  };

  const show = () => {
    found = everybody.filter(fits).sort(orders[filter.sort]);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    filter.page = Math.min(filter.page, pages - 1);
    const from = filter.page * PAGE;
    const shown = found.slice(from, from + PAGE);
    tell();
    if (!shown.length) {
      at("list").replaceChildren(el("p", { class: "empty" }, said["page-nobody"]));
    } else {
      const headings = el("tr", {}, el("th", { scope: "col", class: "tick" }, said["page-print"]),
        heading("who", said["page-who"]), heading("group", said["page-group"]), heading("urgency", said["page-result"]),
        el("th", { scope: "col" }, said["page-open-items"]), heading("due", said["page-next-due"]));
      at("list").replaceChildren(el("table", { class: "people" }, el("thead", {}, headings), el("tbody", {}, shown.map(row))));
    }
    const step = (word, by, enabled) => {
      const button = el("button", { type: "button", disabled: !enabled }, word);
      button.addEventListener("click", () => { filter.page += by; show(); at("people").scrollIntoView(); });
      return button;
    };
    at("pager").replaceChildren(...(pages < 2 ? [] : [
      el("span", {}, fill(said["page-of"], { from: from + 1, to: from + shown.length, all: found.length })),
      step(said["page-back"], -1, filter.page > 0), step(said["page-next"], 1, filter.page < pages - 1)]));
  };

  const controls = () => {
    at("search").value = filter.text;
    for (const name of ["kind", "urgency", "rule", "status"]) at(name).value = filter[name];
    groupsOfKind();
    at("group").value = filter.group;
    show();
  };

  at("search").addEventListener("input", () => { filter.text = at("search").value; filter.page = 0; show(); });
  for (const name of ["kind", "group", "urgency", "rule", "status"]) {
    at(name).addEventListener("change", () => { filter[name] = at(name).value; filter.page = 0; controls(); });
  }
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("clear").addEventListener("click", () => { filter = start(); controls(); });
  for (const card of document.querySelectorAll(".card")) {
    card.addEventListener("click", () => {
      filter = { ...start(), kind: card.dataset.kind, urgency: card.dataset.urgency };
      controls();
      at("people").scrollIntoView();
    });
  }

  // ---- a sheet

  const toneOfLine = (text) => ({ "✓": "holds", "✗": "fails", "…": "open", "?": "doubt" })[text[0]];

  const lines = (pairs) => {
    const items = [];
    for (let place = 0; place < pairs.length; place += 2) {
      const text = texts[pairs[place + 1]];
      const tone = toneOfLine(text);
      const words = tone ? [el("span", { class: tone }, text[0]), text.slice(1)] : [text];
      items.push(el("li", { class: `in${Math.min(pairs[place], 3)}` }, words));
    }
    return el("ul", { class: "lines" }, items);
  };

  const block = (tone, title, word, short, pairs, open) =>
    el("details", { class: `verdict ${tone}`, open },
      el("summary", {}, el("strong", {}, title), badge(tone, word), el("span", { class: "short" }, short)), lines(pairs));

  const sheet = (person) => {
    const parts = [];
    if (person.lost.length) parts.push(...person.lost.map((text) => el("p", { class: "notice" }, texts[text])));
    parts.push(el("h3", {}, said["page-sheet-rules"]));
    const told = [...person.verdicts].sort((one, other) => one[2] - other[2]);
    if (!told.length) parts.push(el("p", { class: "faint" }, said["page-sheet-nothing"]));
    for (const [rule, period, status, , short, pairs] of told) {
      const { id, sign } = head.statuses[status];
      parts.push(block(id, titled(head.rules[rule], texts[period]), `${sign} ${head.words.statuses[status]}`, texts[short], pairs, status < 3));
    }
    const follows = person.outcomes.filter(([, , standing, , pairs]) => standing !== "clear" || pairs.length);
    if (follows.length) parts.push(el("h3", {}, said["page-sheet-outcomes"]));
    for (const [consequence, period, standing, short, pairs] of follows) {
      const [name, isBoon] = head.consequences[consequence];
      const tone = standing === "in-force" ? (isBoon ? "met" : "unmet") : standing;
      parts.push(block(tone, titled(name, texts[period]), head.words.standings[standing], texts[short], pairs, tone === "unmet"));
    }
    if (person.events.length) {
      const marks = { counted: "✓", left: "–", open: "?", later: "…" };
      parts.push(el("h3", {}, said["page-sheet-events"]), el("ul", { class: "events" }, person.events.map(([name, fate, kind]) =>
        el("li", { class: kind }, el("i", { "aria-hidden": "true" }, marks[kind]), el("span", {}, el("strong", {}, texts[name]), el("br"), texts[fate])))));
    }
    return parts;
  };

  const subtitle = (person) => [head.kinds[person.kind], person.name ? person.id : "", ...person.groups.map(([, text]) => texts[text])].filter(Boolean).join(" · ");

  const dialog = at("sheet");
  const openSheet = () => {
    const place = /^#p(\d+)$/.exec(location.hash);
    const person = place && everybody[Number(place[1])];
    if (!person) {
      if (dialog.open) dialog.close();
      return;
    }
    const print = el("button", { type: "button", class: "strong" }, said["page-print"]);
    print.addEventListener("click", () => window.print());
    const close = el("button", { type: "button" }, said["page-close"]);
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(
      el("div", { class: "head" }, el("div", {}, el("h2", { id: "sheet-title" }, titleOf(person)), el("p", {}, subtitle(person))),
        el("div", { class: "actions" }, print, close)),
      el("div", { class: "body" }, sheet(person)));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    close.focus();
  };
  dialog.addEventListener("close", () => {
    const place = /^#p(\d+)$/.exec(location.hash);
    if (!place) return;
    history.replaceState(null, "", "#people");
    const link = document.querySelector(`[data-place="${place[1]}"]`);
    if (link) link.focus({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  window.addEventListener("hashchange", openSheet);

  // ---- paper: the figures, and the sheets that were chosen, or the one that is open

  window.addEventListener("beforeprint", () => {
    const open = dialog.open ? /^#p(\d+)$/.exec(location.hash) : null;
    const places = open ? [Number(open[1])] : [...chosen].sort((one, other) => one - other);
    at("printed").replaceChildren(...places.map((place) => everybody[place]).filter(Boolean).map((person) =>
      el("div", { class: "paper" }, el("h2", {}, titleOf(person)), el("p", {}, subtitle(person)), sheet(person))));
  });
  window.addEventListener("afterprint", () => at("printed").replaceChildren());
  at("print").addEventListener("click", () => window.print());

  at("roster").hidden = false;
  controls();
  openSheet();
})();
