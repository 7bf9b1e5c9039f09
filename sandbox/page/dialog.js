// The open conversation: history, bubbles that come and change, scrolling, typing sign, header.

import { $, avatar, complain, day, element, get, post } from "/page/api.js";
import { isOut, render } from "/page/messages.js";
import { nameOf } from "/page/people.js";

const list = $("#messages");
const scroller = $("#scroller");
const shown = new Map(); // message id -> message
const presses = new Map(); // query id -> button
let model;
let missed = 0;
let typingUntil;

export const shownMessage = (id) => shown.get(id);

export function begin(shared) {
  model = shared;
  scroller.addEventListener("scroll", () => {
    if (atBottom()) missed = 0;
    down();
  });
  $("#down").addEventListener("click", () => toBottom(true));
  new ResizeObserver(() => { if (stuck) scroller.scrollTop = scroller.scrollHeight; }).observe(list);
  new ResizeObserver(() => { if (stuck) scroller.scrollTop = scroller.scrollHeight; }).observe(scroller);
}

let stuck = true;
scroller.addEventListener("scroll", () => { stuck = atBottom(); });
const atBottom = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;

export const place = () => (model.group ? { person: model.person, chat_id: model.group.id } : { person: model.person });

let loading = 0;
let late = []; // what happened while the history was on its way: it may lack it

function postponed(act, value) {
  if (loading) late.push({ act, value, where: JSON.stringify(place()) });
  return loading > 0;
}

export async function load() {
  const asked = JSON.stringify(place());
  const chat = model.group ? `&chat_id=${model.group.id}` : "";
  loading += 1;
  let found;
  try {
    found = await get(`messages?person=${model.person}${chat}`);
  } finally {
    loading -= 1;
  }
  if (asked !== JSON.stringify(place())) return undefined; // another chat was opened meanwhile
  shown.clear();
  list.replaceChildren();
  typing(false);
  for (const message of found.messages) add(message);
  missed = 0;
  emptiness();
  toBottom();
  const missing = late.filter((one) => one.where === asked);
  if (!loading) late = [];
  for (const one of missing) one.act(one.value);
  return found.keyboard;
}

export function header() {
  const person = model.people.get(model.person);
  const title = model.group?.title ?? model.bot.first_name;
  $("#bot-name").textContent = title;
  $("#bot-avatar").replaceWith(Object.assign(avatar(model.group?.id ?? model.bot.id, title), { id: "bot-avatar" }));
  const idle = model.group ? members(model.group.members.length) : `бот · вы пишете как ${nameOf(person)}`;
  $("#status").textContent = typingUntil ? "печатает…" : idle;
  $("#status").classList.toggle("typing", Boolean(typingUntil));
  $("#description").textContent = model.description;
}

function members(count) {
  const form = new Intl.PluralRules("ru").select(count);
  return `${count} ${{ one: "участник", few: "участника" }[form] ?? "участников"}`;
}

export function emptiness() {
  $("#empty").hidden = shown.size > 0 || Boolean(model.group);
  list.hidden = !$("#empty").hidden;
}

function inTopic(message) {
  return !model.group || !model.thread || message.message_thread_id === model.thread;
}

function add(message) {
  if (!inTopic(message)) return null;
  const label = day(message.date);
  const before = list.lastElementChild;
  if (list.dataset.day !== label || !before) {
    list.append(element("li", { class: "day", textContent: label }));
    list.dataset.day = label;
  }
  const item = render(message, model.person, model.group);
  item.dataset.from = message.from.id;
  const previous = list.lastElementChild;
  if (previous?.dataset.from === item.dataset.from) previous.classList.remove("tail");
  else item.classList.add("turn");
  item.classList.add("tail");
  list.append(item);
  shown.set(message.message_id, message);
  return item;
}

export function arrived(message) {
  if (postponed(arrived, message)) return;
  if (shown.has(message.message_id)) return;
  const follow = atBottom() || isOut(message, model.person);
  if (message.from.is_bot) typing(false);
  add(message)?.classList.add("fresh");
  emptiness();
  if (follow) toBottom();
  else missed += 1;
  down();
}

export function edited(message) {
  if (postponed(edited, message)) return;
  const old = list.querySelector(`[data-message-id="${message.message_id}"]`);
  if (!old) return;
  const follow = atBottom();
  const fresh = render(message, model.person, model.group);
  fresh.dataset.from = old.dataset.from;
  for (const name of ["tail", "turn"]) fresh.classList.toggle(name, old.classList.contains(name));
  old.replaceWith(fresh);
  shown.set(message.message_id, message);
  if (follow) toBottom();
}

export function deleted(id) {
  if (postponed(deleted, id)) return;
  const old = list.querySelector(`[data-message-id="${id}"]`);
  if (!old) return;
  const [previous, next] = [old.previousElementSibling, old.nextElementSibling];
  if (old.classList.contains("tail") && previous?.dataset.from === old.dataset.from) previous.classList.add("tail");
  if (old.classList.contains("turn") && next?.dataset.from === old.dataset.from) next.classList.add("turn");
  old.remove();
  shown.delete(id);
  emptiness();
}

export function toBottom(smooth = false) {
  missed = 0;
  stuck = true;
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  down();
}

function down() {
  $("#down").hidden = atBottom();
  $("#down .unread-badge").hidden = !missed;
  $("#down .unread-badge").textContent = missed;
}

export function typing(on) {
  clearTimeout(typingUntil);
  typingUntil = on ? setTimeout(() => typing(false), 5500) : undefined;
  const follow = atBottom();
  $("#typing").hidden = !on;
  if (on && follow) toBottom();
  if (model.person) header();
}

export async function press(button) {
  const id = Number(button.closest("[data-message-id]").dataset.messageId);
  button.classList.add("loading");
  try {
    const sent = await post("press", { ...place(), message_id: id, data: button.dataset.callback });
    presses.set(sent.query_id, button);
    if (early.has(sent.query_id)) pressed(sent.query_id);
    setTimeout(() => pressed(sent.query_id), 15000);
  } catch (error) {
    button.classList.remove("loading");
    complain(error);
  }
}

const early = new Set(); // answers that came before the press's own HTTP answer

export function pressed(queryId) {
  const button = presses.get(queryId);
  if (!button) early.add(queryId);
  button?.classList.remove("loading");
  presses.delete(queryId);
}

export function jumpTo(id) {
  const item = list.querySelector(`[data-message-id="${id}"]`);
  item?.scrollIntoView({ block: "center", behavior: "smooth" });
}
