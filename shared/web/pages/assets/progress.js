// The page of a file while it is being worked on: asks how far it is, says so, and shows the result. It asks often at
// first, because most files are done within two seconds, and then once a second.

const FIRST_MS = 250;
const EVERY_MS = 1000;
const LONGEST_PAUSE_MS = 15000;
const region = document.getElementById("submission");
let shown = "";
let looks = 0;
let failures = 0;

function show(id, done, total) {
  const bar = document.getElementById(id);
  if (bar) {
    bar.max = total || 1;
    bar.value = done;
    document.getElementById(`${id}-count`).textContent =
      total === null ? `${done.toLocaleString("en-GB")} so far` : `${done.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")}`;
  }
}

function say(sentence) {
  // Only a change is announced: a screen reader would otherwise repeat it every second.
  if (sentence !== shown) {
    shown = sentence;
    document.getElementById("announcement").textContent = sentence;
    const visible = document.getElementById("progress-sentence");
    if (visible) {
      visible.textContent = sentence;
    }
  }
}

async function showPage() {
  // The whole page comes anew, with its title: the one that was opened may not have known the file yet.
  const answer = await fetch(region.dataset.page, { headers: { Accept: "text/html" } });
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const shownNow = page.getElementById("submission");
  region.replaceChildren(...shownNow.childNodes);
  region.dataset.finished = shownNow.dataset.finished;
  document.title = page.title;
  hideRefresh();
}

function hideRefresh() {
  const refresh = document.getElementById("progress-refresh");
  if (refresh) {
    refresh.hidden = true;
  }
}

async function look() {
  const answer = await fetch(region.dataset.address, { headers: { Accept: "application/json" } });
  if (answer.status === 404 && region.dataset.expected === "yes") {
    return false;
  }
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  const told = await answer.json();
  if (told.finished || region.dataset.expected === "yes") {
    const counted = region.dataset.expected === "yes" || document.getElementById("progress-checked") !== null;
    await showPage();
    region.dataset.expected = "no";
    shown = "";
    if (region.dataset.finished === "yes") {
      // After a decision the rows are what they were: only where the file stands now is news.
      const rows = counted ? ` ${told.rows.accepted} ${told.rows.accepted === 1 ? "row" : "rows"} used, ${told.rows.refused} not used.` : "";
      say(`Finished. ${told.sentence}${rows}`);
      return true;
    }
  }
  const { extracted, accepted, refused, unanswered, matched, created, awaiting } = told.rows;
  show("progress-checked", accepted + refused + unanswered, extracted);
  show("progress-matched", matched + created + awaiting, extracted === null ? null : extracted - refused - unanswered);
  const notUsed = document.getElementById("progress-refused");
  if (notUsed) {
    notUsed.textContent = refused.toLocaleString("en-GB");
  }
  say(told.sentence);
  return false;
}

async function follow() {
  try {
    if (await look()) {
      return;
    }
    failures = 0;
  } catch {
    failures += 1;
  }
  looks += 1;
  setTimeout(follow, pause());
}

function pause() {
  return failures
    ? Math.min(EVERY_MS * 2 ** failures, LONGEST_PAUSE_MS)
    : Math.min(FIRST_MS * (1 + looks / 4), EVERY_MS);
}

if (region && region.dataset.finished === "no") {
  hideRefresh();
  setTimeout(follow, FIRST_MS);
}
