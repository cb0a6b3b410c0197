// SPDX-License-Identifier: Apache-2.0
// Search in the browser over the files of /search/ (their form is told in site/search_index.py): a query loads a few of them.
"use strict";

(() => {
  const PAGE = 20;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...DIGITS].map((char, n) => [char, n]));
  const form = document.getElementById("search");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const language = form.dataset.language;
  const numbers = new Intl.NumberFormat(language);
  const texts = {};
  for (const each of document.getElementById("texts").content.querySelectorAll("[data-key]")) texts[each.dataset.key] = each.textContent;

  const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? numbers.format(value) : value;
  });

  // --- files -------------------------------------------------------------------------------------------------------------

  let index = null;
  const loaded = new Map();

  async function json(address, options) {
    const answer = await fetch(address, options);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  }

  async function openIndex() {
    if (!index) index = await json("/search/index.json", { cache: "no-cache" });
  }

  function file(name) {
    if (!loaded.has(name)) {
      const promise = json(`/search/${index.v}/${name}`);
      promise.catch(() => loaded.delete(name));
      loaded.set(name, promise);
    }
    return loaded.get(name);
  }

  // Terms are in the order of code points, which is not the order of JavaScript's strings beyond the first plane.
  function compare(one, two) {
    const a = [...one];
    const b = [...two];
    for (let n = 0; n < a.length && n < b.length; n++) {
      if (a[n] !== b[n]) return a[n].codePointAt(0) - b[n].codePointAt(0);
    }
    return a.length - b.length;
  }

  // The number of the file that holds a term, or would.
  function shardOf(term) {
    let low = 0;
    let high = index.firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(index.firsts[middle], term) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function decode(text, found) {
    let work = 0;
    let value = 0;
    let shift = 0;
    for (const char of text) {
      const digit = VALUE[char];
      value += (digit & 31) * 2 ** shift;
      shift += 5;
      if (digit < 32) {
        work += Math.floor(value / 16);
        found(work, value % 16);
        value = 0;
        shift = 0;
      }
    }
  }

  // --- one word ----------------------------------------------------------------------------------------------------------

  // Works with a word: a map from number to { weight, exact }. A word that no Work has is tried as the beginning of one.
  async function lookUp([folded, spelled]) {
    const hits = new Map();
    const take = (spellings) => {
      for (const [spelling, postings] of Object.entries(spellings)) {
        const exact = spelled !== "" && spelling === spelled;
        decode(postings, (work, weight) => {
          const before = hits.get(work);
          hits.set(work, { weight: weight | (before ? before.weight : 0), exact: exact || Boolean(before && before.exact) });
        });
      }
    };
    const at = shardOf(folded);
    if (at >= 0) {
      const shard = await file(`terms/${at}.json`);
      if (Object.hasOwn(shard, folded)) take(shard[folded]);
    }
    if (!hits.size && folded.length > 2) {
      for (const number of [at, at + 1]) {
        if (number < 0 || number >= index.firsts.length) continue;
        const shard = await file(`terms/${number}.json`);
        for (const term of Object.keys(shard)) if (term.startsWith(folded) && !term.includes(" ")) take(shard[term]);
      }
    }
    return hits;
  }

  async function neighbours(one, two) {
    const term = `${one} ${two}`;
    const at = shardOf(term);
    const found = new Set();
    if (at < 0) return found;
    const shard = await file(`terms/${at}.json`);
    if (Object.hasOwn(shard, term)) for (const postings of Object.values(shard[term])) decode(postings, (work) => found.add(work));
    return found;
  }

  // --- a query -----------------------------------------------------------------------------------------------------------

  function wordsOf(query) {
    const number = query.replace(/[-\s]/g, "");
    if (/^(\d{7}[\dxX]|\d{9}[\dxX]|\d{13})$/.test(number)) return [[number.toLowerCase(), ""]];
    return Mucluc.words(query);
  }

  // { works: [{ work, score, exact }], apart: [[word, count]] }, the best first.
  async function find(query) {
    const words = wordsOf(query);
    const distinct = [...new Map(words.map((word) => [word.join("\t"), word])).values()];
    const hits = await Promise.all(distinct.map(lookUp));
    const together = await Promise.all(words.slice(1).map((word, n) => neighbours(words[n][0], word[0])));
    const marked = distinct.filter(([, spelled]) => spelled !== "").length;
    const [rarest, ...others] = [...hits].sort((a, b) => a.size - b.size);
    const works = [];
    for (const work of rarest.keys()) {
      if (!others.every((each) => each.has(work))) continue;
      let score = 0;
      let exact = 0;
      for (const each of hits) {
        const hit = each.get(work);
        score += hit.weight;
        exact += hit.exact ? 1 : 0;
      }
      for (const pair of together) if (pair.has(work)) score += 16;
      works.push({ work, score: score + exact * 1000, exact: exact === marked });
    }
    works.sort((a, b) => b.score - a.score || a.work - b.work);
    return { works, apart: distinct.map(([folded], n) => [folded, hits[n].size]), marked };
  }

  // --- limits and sorting ------------------------------------------------------------------------------------------------

  const fixed = (rows, at, width) => {
    let value = 0;
    for (let place = width - 1; place >= 0; place--) value = value * 64 + VALUE[rows[at + place]];
    return value;
  };

  async function limit(works, wanted) {
    if (!wanted.library && !wanted.language && !wanted.from && !wanted.to && !wanted.online && wanted.sort !== "year") return works;
    const { combos, rows } = await file("facets.json");
    const library = index.libraries.indexOf(wanted.library);
    const code = index.languages.findIndex(([name]) => name === wanted.language);
    const fits = combos.map(([libraries, languages, online]) =>
      (!wanted.library || libraries.includes(library)) && (!wanted.language || languages.includes(code)) && (!wanted.online || online === 1));
    const years = new Map();
    const kept = works.filter(({ work }) => {
      const year = fixed(rows, work * 5, 2);
      years.set(work, year);
      if (!fits[fixed(rows, work * 5 + 2, 3)]) return false;
      return (!wanted.from || year >= Number(wanted.from)) && (!wanted.to || (year > 0 && year <= Number(wanted.to)));
    });
    if (wanted.sort === "year") kept.sort((a, b) => years.get(b.work) - years.get(a.work) || a.work - b.work);
    return kept;
  }

  // --- showing -----------------------------------------------------------------------------------------------------------

  const FIELDS = ["q", "library", "language", "from", "to", "sort"];

  function read() {
    const given = new URLSearchParams(location.search);
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, (given.get(name) || "").trim()]));
    wanted.online = given.get("online") === "1";
    wanted.page = Math.max(1, Number.parseInt(given.get("page") || "1", 10) || 1);
    return wanted;
  }

  function address(wanted, page) {
    const made = new URLSearchParams();
    for (const name of FIELDS) if (wanted[name]) made.set(name, wanted[name]);
    if (wanted.online) made.set("online", "1");
    if (page > 1) made.set("page", String(page));
    return `${location.pathname}?${made}`;
  }

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function line([path, title, tag, agent, years, libraries, online]) {
    const link = element("a", { className: "to", href: form.dataset.results + path + ".html" }, title || texts.untitled);
    if (title && tag) link.lang = tag;
    if (/[\u0590-\u08ff]/.test(title)) link.dir = "auto";
    const many = libraries.length > 1 ? texts.libraries.replace("{n}", numbers.format(libraries.length)) : "";
    const facts = [agent, years, many, online ? texts.online_short : ""].filter(Boolean).join(" · ");
    return element("li", {}, link, facts ? element("span", { className: "meta" }, facts) : "");
  }

  async function lines(works) {
    return Promise.all(works.map(async ({ work }) => line((await file(`works/${Math.floor(work / index.size)}.json`))[work % index.size])));
  }

  function steps(wanted, pages) {
    const nav = element("nav", { className: "pages", ariaLabel: say("page_of", { page: wanted.page, pages }) });
    const list = element("ul");
    const step = (page, key, rel) => list.append(element("li", {}, element("a", { href: address(wanted, page), rel }, texts[key])));
    if (wanted.page > 1) step(wanted.page - 1, "previous", "prev");
    list.append(element("li", {}, element("span", {}, say("page_of", { page: wanted.page, pages }))));
    if (wanted.page < pages) step(wanted.page + 1, "next", "next");
    nav.append(list);
    return nav;
  }

  function explainNothing(query, apart) {
    status.textContent = say("none", { q: query, all: index.works });
    if (apart.length < 2) return;
    const list = element("ul", { className: "parts" });
    for (const [word, count] of apart) {
      const text = say("word_count", { w: word, n: count });
      list.append(element("li", {}, count ? element("a", { href: `${location.pathname}?q=${encodeURIComponent(word)}` }, text) : text));
    }
    results.append(element("p", {}, texts.words_apart), list);
  }

  async function show(wanted, ticket) {
    const found = await find(wanted.q);
    const kept = await limit(found.works, wanted);
    if (wanted.sort === "title") kept.sort((a, b) => a.work - b.work);
    const pages = Math.max(1, Math.ceil(kept.length / PAGE));
    wanted.page = Math.min(wanted.page, pages);
    const part = kept.slice((wanted.page - 1) * PAGE, wanted.page * PAGE);
    const split = found.marked && !wanted.sort ? part.findIndex(({ exact }) => !exact) : -1;
    const items = await lines(part);
    if (ticket !== current) return;
    if (!found.works.length) {
      explainNothing(wanted.q, found.apart);
      return;
    }
    const limited = kept.length !== found.works.length;
    const values = { n: kept.length, m: found.works.length, q: wanted.q, all: index.works };
    status.textContent = say(limited ? "found_limits" : "found", values);
    const exact = split < 0 ? items : items.slice(0, split);
    if (exact.length) results.append(element("ol", { className: "entries" }, ...exact));
    if (split >= 0) {
      results.append(element("h3", { className: "letter" }, texts.exact_end), element("ol", { className: "entries" }, ...items.slice(split)));
    }
    if (pages > 1) results.append(steps(wanted, pages));
  }

  let current = 0;

  async function run() {
    const ticket = ++current;
    const wanted = read();
    fill(wanted);
    results.replaceChildren();
    if (!wanted.q) {
      status.textContent = "";
      return;
    }
    if (!wordsOf(wanted.q).length) {
      status.textContent = texts.empty;
      return;
    }
    status.textContent = texts.searching;
    try {
      await openIndex();
      await show(wanted, ticket);
    } catch (error) {
      // Perhaps a new release has taken the place of the one whose index this page holds: once more with its own.
      try {
        index = null;
        loaded.clear();
        results.replaceChildren();
        await openIndex();
        await show(wanted, ticket);
      } catch {
        if (ticket === current) status.textContent = texts.failed;
      }
    }
  }

  // --- the form ----------------------------------------------------------------------------------------------------------

  function fill(wanted) {
    for (const name of FIELDS) form.elements[name].value = wanted[name];
    form.elements.online.checked = wanted.online;
    const limits = document.getElementById("limits");
    if (wanted.library || wanted.language || wanted.from || wanted.to || wanted.online || wanted.sort) limits.open = true;
    if (limits.open) offerLanguages(wanted.language);
  }

  // The languages there are stand in the index; it is loaded when someone opens the limits.
  async function offerLanguages(chosen) {
    const select = form.elements.language;
    try {
      await openIndex();
    } catch {
      return;
    }
    if (select.options.length === 1) {
      const column = language === "en" ? 2 : 1;
      const names = index.languages.map((each) => [each[0], each[column]]).sort((a, b) => a[1].localeCompare(b[1], language));
      for (const [code, name] of names) select.append(element("option", { value: code }, name));
    }
    select.value = chosen || "";
  }

  document.getElementById("limits").addEventListener("toggle", (event) => {
    if (event.target.open) offerLanguages(read().language);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, String(given.get(name) || "").trim()]));
    wanted.online = given.get("online") === "1";
    history.pushState(null, "", address(wanted, 1));
    run();
  });
  window.addEventListener("popstate", run);
  run();
})();
