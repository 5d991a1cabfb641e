"use strict";

/* Times in the viewer's own zone; UTC stays as the hint. */
const LOCAL = new Intl.DateTimeFormat(undefined, {
  year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});

function localize(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.getAttribute("datetime"));
    if (!Number.isNaN(at.getTime())) {
      time.textContent = LOCAL.format(at);
    }
  }
}

/* A list that is marked data-hold keeps its rows where they are: rows that are there change in place, others wait for the viewer. */
function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || "" : "";
}

function isBeingUsed(element) {
  const selection = document.getSelection();
  return element.contains(document.activeElement) && document.activeElement !== document.body
      && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)
    || selection !== null && !selection.isCollapsed && selection.rangeCount > 0
      && selection.getRangeAt(0).intersectsNode(element);
}

/* What the viewer has changed stays. */
const KEPT_ATTRIBUTES = new Set(["open", "hidden", "data-state", "aria-pressed", "disabled"]);

function morphAttributes(now, next) {
  for (const { name, value } of [...next.attributes]) {
    if (!KEPT_ATTRIBUTES.has(name) && now.getAttribute(name) !== value) {
      now.setAttribute(name, value);
    }
  }
  for (const { name } of [...now.attributes]) {
    if (!KEPT_ATTRIBUTES.has(name) && !next.hasAttribute(name)) {
      now.removeAttribute(name);
    }
  }
}

function morph(now, next, changes) {
  if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName) {
    now.replaceWith(next.cloneNode(true));
    return;
  }
  if (now.nodeType === Node.TEXT_NODE) {
    if (now.nodeValue !== next.nodeValue) {
      now.nodeValue = next.nodeValue;
    }
    return;
  }
  if (now.nodeType !== Node.ELEMENT_NODE || now.isEqualNode(next)) {
    return;
  }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(now.tagName)) {
    return;
  }
  morphAttributes(now, next);
  if (now.dataset.hold !== undefined && !changes.released) {
    morphHeld(now, next, changes);
  } else {
    morphChildren(now, next, changes);
  }
}

function morphHeld(now, next, changes) {
  const rows = new Map([...next.children].map((row) => [keyOf(row), row]));
  let matched = 0;
  for (const row of now.children) {
    const other = rows.get(keyOf(row));
    row.classList.toggle("gone", other === undefined);
    if (other !== undefined) {
      matched++;
      morph(row, other, changes);
    }
  }
  changes.waiting += rows.size - matched;
}

function morphChildren(now, next, changes) {
  const known = new Map();
  for (const child of now.children) {
    if (keyOf(child)) {
      known.set(keyOf(child), child);
    }
  }
  // What this script has added is not part of the page as it comes.
  const after = (node) => {
    let found = node;
    while (found !== null && found.nodeType === Node.ELEMENT_NODE && found.dataset.added !== undefined) {
      found = found.nextSibling;
    }
    return found;
  };
  let place = after(now.firstChild);
  for (const wanted of [...next.childNodes]) {
    const key = keyOf(wanted);
    let current = key ? known.get(key) : undefined;
    if (current === undefined && !key && place !== null && !keyOf(place) && place.nodeName === wanted.nodeName) {
      current = place;
    }
    if (current === undefined) {
      now.insertBefore(wanted.cloneNode(true), place);
      continue;
    }
    if (current === place) {
      place = after(place.nextSibling);
    } else {
      now.insertBefore(current, place);
    }
    morph(current, wanted, changes);
  }
  while (place !== null) {
    const rest = after(place.nextSibling);
    place.remove();
    place = rest;
  }
}

/* The page as it is now, in the place of what has changed. */
const live = document.getElementById("live");
const pause = document.getElementById("pause");
const WAIT_MILLIS = 30000;
const stale = document.getElementById("stale");
const follows = document.querySelector("main [data-live]") !== null;
let paused = sessionStorage.getItem("paused") === "yes";
let lostSince = null;
let fetching = false;
let again = false;
let lastShown = Date.now() - ageOf(document) * 1000;
let released = false;

function show() {
  const state = lostSince !== null ? "lost" : paused ? "paused" : "live";
  live.dataset.state = state;
  pause.textContent = paused ? "Resume" : "Pause";
  pause.setAttribute("aria-pressed", String(paused));
  if (lostSince !== null) {
    stale.textContent = "The connection is lost: what is shown is from " + LOCAL.format(lastShown) + ".";
  } else if (paused) {
    stale.textContent = "Paused: what is shown is from " + LOCAL.format(lastShown) + ".";
  }
  stale.hidden = state === "live";
}

function lost() {
  if (lostSince === null) {
    lostSince = Date.now();
    show();
  }
}

function found() {
  if (lostSince !== null) {
    lostSince = null;
    show();
  }
}

/* Seconds since the page was made: where many look it is made now and then only, and what was heard of may be later than it. */
function ageOf(page) {
  return Number(page.getElementById("drawn").dataset.age);
}

async function refresh() {
  if ((paused && !released) || document.hidden || fetching) {
    again = true;
    return;
  }
  fetching = true;
  again = false;
  try {
    const answer = await fetch(location.href, {
      headers: { Accept: "text/html" },
      cache: "no-store",
      // A page that is never answered must not keep the next from being asked for.
      signal: AbortSignal.timeout(WAIT_MILLIS),
    });
    if (answer.redirected) {
      location.reload();
      return;
    }
    if (answer.status >= 500) {
      throw new Error(String(answer.status));
    }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    apply(next);
    const age = ageOf(next);
    lastShown = Date.now() - age * 1000;
    again = again || age > 0;
    found();
  } catch (unreachable) {
    lost();
  } finally {
    fetching = false;
    if (again) {
      setTimeout(refresh, 1000);
    }
  }
}

function apply(next) {
  localize(next);
  const changes = { waiting: 0, released };
  released = false;
  const parts = document.querySelectorAll("[data-live]");
  for (const part of parts) {
    const other = next.getElementById(part.id);
    if (other !== null && !isBeingUsed(part)) {
      morph(part, other, changes);
    }
  }
  document.title = next.title;
  const fresh = document.getElementById("fresh");
  if (fresh !== null) {
    fresh.hidden = changes.waiting === 0;
    fresh.querySelector("button").textContent =
      changes.waiting === 1 ? "1 run is new here: show it" : changes.waiting + " runs are new here: show them";
  }
}

/* One stream for all tabs of this browser: the tab that has the lock listens, and passes on what it hears. */
let lastHeard = Date.now();
let due = null;

function hear(message) {
  lastHeard = Date.now();
  if (message === "lost") {
    lost();
    return;
  }
  const change = JSON.parse(message);
  if (change.reachable === false) {
    lost();
    return;
  }
  if (lostSince !== null || change.changed) {
    if (due === null) {
      // Not all tabs and browsers at the same moment.
      due = setTimeout(() => {
        due = null;
        refresh();
      }, Math.random() * 300);
    }
  }
}

const LOOK_AGAIN = '{"changed":true,"reachable":true}';
const RETRY_MILLIS = 5000;

function listen(tell) {
  const source = new EventSource("/events");
  source.addEventListener("hello", () => tell(LOOK_AGAIN));
  source.addEventListener("ledger", (event) => tell(event.data));
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) {
      tell("lost");
      return;
    }
    // The server refuses the stream, and the browser does not ask again: the session has ended, which the page itself
    // shows, or too many listen, and then the page is looked at now and then.
    tell(LOOK_AGAIN);
    setTimeout(() => listen(tell), RETRY_MILLIS);
  });
}

function follow() {
  live.hidden = false;
  show();
  if (ageOf(document) > 0) {
    setTimeout(refresh, 1000);
  }
  pause.addEventListener("click", () => {
    paused = !paused;
    sessionStorage.setItem("paused", paused ? "yes" : "no");
    show();
    if (!paused) {
      refresh();
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && again) {
      refresh();
    }
  });
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("mf-console") : null;
  if (channel !== null && navigator.locks) {
    channel.addEventListener("message", (event) => hear(event.data));
    navigator.locks.request("mf-console-stream", () => new Promise(() => {
      listen((message) => {
        channel.postMessage(message);
        hear(message);
      });
    }));
  } else if ("EventSource" in window) {
    listen(hear);
  }
  setInterval(() => {
    if (Date.now() - lastHeard > WAIT_MILLIS) {
      lost();
    }
  }, 5000);
}

/* Comforts that nothing depends on. */
function limitSelection() {
  const form = document.getElementById("selection");
  if (form === null) {
    return;
  }
  const button = form.querySelector("button[data-from]");
  const check = () => {
    const chosen = document.querySelectorAll('input[form="selection"]:checked').length;
    button.disabled = chosen < Number(button.dataset.from) || chosen > Number(button.dataset.to);
    button.textContent = chosen === 0 ? button.dataset.label : button.dataset.label + " (" + chosen + ")";
  };
  document.addEventListener("change", check);
  check();
}

function addCopyButtons() {
  if (!navigator.clipboard) {
    return;
  }
  for (const command of document.querySelectorAll("pre.command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.added = "";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(command.textContent.trim());
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = "Copy";
      }, 1500);
    });
    command.after(button);
  }
}

localize(document);
limitSelection();
addCopyButtons();
const fresh = document.getElementById("fresh");
if (fresh !== null) {
  fresh.querySelector("button").addEventListener("click", () => {
    released = true;
    refresh();
  });
}
if (follows && "fetch" in window) {
  follow();
}
