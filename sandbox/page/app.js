// The page: who you are, which chat is open, and the stream of events that keeps everything current.

import { $, complain, element, get, post, toast } from "/page/api.js";
import * as composer from "/page/composer.js";
import * as dialog from "/page/dialog.js";
import { renderPeople } from "/page/people.js";

const model = { people: new Map(), groups: [], bot: {}, description: "", person: null, group: null, thread: 0 };

dialog.begin(model);
composer.begin(model);

async function refresh() {
  const state = await get("state");
  model.people = new Map(state.people.map((person) => [person.id, person]));
  const unread = new Map(model.groups.map((group) => [group.id, group.unread]));
  model.groups = state.groups.map((group) => ({ ...group, unread: unread.get(group.id) }));
  model.bot = state.bot;
  model.description = state.description;
  if (model.group) model.group = model.groups.find((group) => group.id === model.group.id) ?? null;
  renderPeople(model);
  if (model.person) {
    dialog.header();
    composer.refresh();
    topics();
  }
}

async function open(person, groupId = null) {
  model.person = person;
  model.group = model.groups.find((group) => group.id === groupId) ?? null;
  model.thread = 0;
  const address = new URL(location.href);
  address.search = model.group ? `?person=${person}&group=${groupId}` : `?person=${person}`;
  history.replaceState(null, "", address);
  document.body.dataset.screen = "chat";
  $("#nobody").hidden = true;
  $("#dialog").hidden = false;
  dialog.header();
  members();
  topics();
  await history_();
}

async function history_() {
  const keyboard = await dialog.load();
  composer.opened(keyboard);
  await read();
}

async function read() {
  if (document.hidden || !model.person) return;
  if (document.body.dataset.screen === "list" && matchMedia("(max-width: 640px)").matches) return;
  const person = model.people.get(model.person);
  if (!model.group && person) person.unread = 0;
  if (model.group) model.group.unread = 0;
  renderPeople(model);
  await post("read", dialog.place()).catch(() => undefined);
}

function members() {
  $("#as-whom").hidden = !model.group;
  if (!model.group) return;
  $("#member").replaceChildren(...model.group.members.map((id) =>
    element("option", { value: id, selected: id === model.person, textContent: model.people.get(id)?.first_name ?? id })));
}

function topics() {
  const bar = $("#topics");
  $("#dialog").classList.toggle("in-topic", Boolean(model.group && model.thread));
  bar.hidden = !model.group?.topics.length;
  if (bar.hidden) return;
  const all = [{ id: 0, name: "Все темы" }, ...model.group.topics];
  bar.replaceChildren(...all.map((topic) =>
    element("button", { type: "button", "data-topic": topic.id, "aria-pressed": String(model.thread === topic.id),
      textContent: (topic.closed ? "✓ " : "") + topic.name,
      onclick: () => { model.thread = topic.id; topics(); history_().catch(complain); } })));
}

const here = (event) => event.chat_id === (model.group?.id ?? model.person);

const EVENTS = {
  hello: async () => {
    $("#connection").hidden = true;
    await refresh();
    if (model.person) await history_();
  },
  message: (event) => {
    const open_ = here(event);
    if (open_) {
      dialog.arrived(event.message);
      composer.setKeyboard(event.keyboard);
    }
    const person = model.people.get(event.chat_id);
    const group = model.groups.find((one) => one.id === event.chat_id);
    if (group) {
      group.last = event.message;
      if (!open_) group.unread = (group.unread ?? 0) + 1;
    }
    if (person) {
      person.last = event.message;
      if (event.message.from_bot) person.unread += 1;
    }
    if (event.message.forum_topic_created || event.message.forum_topic_edited || event.message.forum_topic_closed
      || event.message.forum_topic_reopened) refresh().catch(complain);
    if (open_) read();
    else renderPeople(model);
  },
  edited: (event) => {
    if (here(event)) dialog.edited(event.message);
    const person = model.people.get(event.chat_id);
    if (person?.last?.message_id === event.message.message_id) person.last = event.message;
    renderPeople(model);
  },
  deleted: (event) => {
    if (here(event)) dialog.deleted(event.message_id);
    refresh().catch(complain);
  },
  action: (event) => { if (here(event)) dialog.typing(true); },
  answered: (event) => {
    dialog.pressed(event.query_id);
    if (!event.people.includes(model.person)) return;
    if (event.text && event.show_alert) {
      $("#alert p").textContent = event.text;
      $("#alert").showModal();
    } else if (event.text) toast(event.text);
    if (event.url) follow(event.url);
  },
  inline_results: (event) => { if (event.people.includes(model.person)) composer.inlineResults(event); },
  person: () => refresh().catch(complain),
  group: () => refresh().then(() => (model.group ? history_() : undefined)).catch(complain),
  profile: () => refresh().catch(complain),
  read: (event) => {
    const person = model.people.get(event.chat_id);
    if (person && event.people.includes(person.id)) { person.unread = 0; renderPeople(model); }
  },
};

function listen() {
  const stream = new EventSource("/sandbox/api/events");
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    Promise.resolve(EVENTS[event.type]?.(event)).catch(complain);
  };
  stream.onerror = () => {
    $("#connection").hidden = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 1500);
  };
}

async function follow(url) {
  const opened = await post("open", { person: model.person, url }).catch(complain);
  if (opened?.url) window.open(opened.url, "_blank", "noopener");
}

$("#people").addEventListener("click", (event) => {
  const row = event.target.closest(".person");
  if (row?.dataset.person) open(Number(row.dataset.person)).catch(complain);
  if (row?.dataset.group) {
    const group = model.groups.find((one) => one.id === Number(row.dataset.group));
    open(group.members.includes(model.person) ? model.person : group.members[0], group.id).catch(complain);
  }
});
$("#member").addEventListener("change", (event) => open(Number(event.target.value), model.group.id).catch(complain));
$("#back").addEventListener("click", () => {
  document.body.dataset.screen = "list";
  model.person = model.group = null;
  history.replaceState(null, "", location.pathname);
  $("#dialog").hidden = true;
  $("#nobody").hidden = false;
  renderPeople(model);
});
$("#start").addEventListener("click", () => composer.say("/start"));
$("#unblock").addEventListener("click", () => post("unblock", { person: model.person }).catch(complain));
document.addEventListener("visibilitychange", () => read());

$("#messages").addEventListener("click", (event) => {
  const button = event.target.closest(".inline-button");
  if (button?.dataset.callback) return dialog.press(button);
  if (button?.dataset.url) return follow(button.dataset.url);
  if (button?.dataset.inline !== undefined) return composer.startInline(button.dataset.inline);
  if (button?.dataset.copy) {
    return navigator.clipboard?.writeText(button.dataset.copy).then(() => toast("Скопировано"), complain);
  }
  const link = event.target.closest("a");
  if (link?.classList.contains("bot-command")) {
    event.preventDefault();
    return composer.say(link.textContent);
  }
  if (link?.target === "_blank") {
    event.preventDefault();
    return follow(link.href);
  }
  const picture = event.target.closest("[data-picture]");
  if (picture) {
    $("#viewer img").src = picture.dataset.picture;
    return $("#viewer").showModal();
  }
  const quoted = event.target.closest("[data-quoted]");
  if (quoted) return dialog.jumpTo(quoted.dataset.quoted);
  return event.target.closest(".entity-spoiler, blockquote.expandable")?.classList.toggle("open");
});
$("#viewer").addEventListener("click", () => $("#viewer").close());

function menu(items, x, y) {
  const box = $("#context-menu");
  box.replaceChildren(...items.map(([text, act, danger]) =>
    element("button", { type: "button", role: "menuitem", class: danger ? "danger" : "", textContent: text,
      onclick: () => { box.hidden = true; act(); } })));
  box.hidden = false;
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}

$("#menu-button").addEventListener("click", (event) => {
  const blocked = model.people.get(model.person)?.blocked;
  const { right, bottom } = event.currentTarget.getBoundingClientRect();
  if (model.group) return menu(groupActs(), right - 260, bottom + 4);
  return menu([blocked
    ? ["Разблокировать", () => post("unblock", { person: model.person }).catch(complain)]
    : ["Заблокировать", () => post("block", { person: model.person }).catch(complain), true],
  ["Начать заново: /start", () => composer.say("/start")]], right - 200, bottom + 4);
});
function groupActs() {
  const status = model.group.bot_status;
  const become = (next) => () => post("bot_status", { ...dialog.place(), status: next }).catch(complain);
  const acts = status === "left" || status === "kicked"
    ? [["Вернуть бота в группу", become("administrator")]]
    : [status === "administrator" ? ["Забрать у бота права", become("member")]
      : ["Сделать бота администратором", become("administrator")],
    ["Удалить бота из группы", become("kicked"), true]];
  if (model.thread) {
    acts.push(["Удалить тему", () => post("delete_topic", { ...dialog.place(), message_thread_id: model.thread })
      .then(() => { model.thread = 0; return history_(); }).catch(complain), true]);
  }
  return acts;
}
$("#attach").addEventListener("click", (event) => {
  const { left, top } = event.currentTarget.getBoundingClientRect();
  menu([["Фотография", () => $("#photo-input").click()], ["Файл", () => $("#file-input").click()],
    ["Голосовое", () => $("#voice-input").click()],
    ["Геопозиция", () => composer.sendPlace("location")], ["Контакт", () => composer.sendPlace("contact")]],
  left - 6, top - 216);
});
$("#messages").addEventListener("contextmenu", (event) => {
  const item = event.target.closest(".message");
  const message = item && dialog.shownMessage(Number(item.dataset.messageId));
  if (!message || event.target.closest("a, img")) return;
  event.preventDefault();
  const items = [["Ответить", () => composer.answer(message)],
    ["Копировать текст", () => navigator.clipboard?.writeText(message.text).catch(complain)]];
  if (message.from.id === model.person && message.text) items.push(["Изменить", () => composer.change(message)]);
  menu(items, event.clientX, event.clientY);
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#context-menu")) $("#context-menu").hidden = true;
  if (!event.target.closest("#panel")) $("#commands").hidden = true;
});

const wanted = new URL(location.href).searchParams;
refresh().then(async () => {
  const person = Number(wanted.get("person"));
  if (model.people.has(person)) await open(person, Number(wanted.get("group")) || null);
  listen();
}).catch(complain);
