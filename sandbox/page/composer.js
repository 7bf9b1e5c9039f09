// What a person does below the messages: text, files, hints, the bot's keyboard and commands, inline queries.

import { $, complain, element, post, summary } from "/page/api.js";
import { place, toBottom } from "/page/dialog.js";

const area = $("#composer textarea");
let model;
let replyTo;
let editing;
let keyboard;
let keyboardShown = true;
let inlineTimer;
let inlineQuery;

export function begin(shared) {
  model = shared;
  area.addEventListener("input", typed);
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) { event.preventDefault(); upload(files); }
  });
  $("#composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $("#commands-button").addEventListener("click", () => showCommands($("#commands").hidden ? "" : undefined));
  $("#keyboard-button").addEventListener("click", () => { keyboardShown = !keyboardShown; drawKeyboard(); });
  $("#replying button").addEventListener("click", leave);
  $("#file-input").addEventListener("change", (event) => { upload(event.target.files); event.target.value = ""; });
  $("#photo-input").addEventListener("change", (event) => {
    upload(event.target.files, "photo");
    event.target.value = "";
  });
  $("#voice-input").addEventListener("change", (event) => {
    upload(event.target.files, "voice");
    event.target.value = "";
  });
  const dialog = $("#dialog");
  dialog.addEventListener("dragover", (event) => { event.preventDefault(); dialog.classList.add("dropping"); });
  dialog.addEventListener("dragleave", (event) => {
    if (!dialog.contains(event.relatedTarget)) dialog.classList.remove("dropping");
  });
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    dialog.classList.remove("dropping");
    upload(event.dataTransfer.files);
  });
}

export function opened(newKeyboard) {
  leave();
  keyboardShown = true;
  setKeyboard(newKeyboard);
  refresh();
  if (matchMedia("(min-width: 641px)").matches) area.focus();
}

export function refresh() {
  const person = model.people.get(model.person);
  const blocked = Boolean(person?.blocked) && !model.group;
  $("#composer").hidden = blocked;
  $("#unblock").hidden = !blocked;
  $("#commands-button").hidden = !person?.commands.length || Boolean(model.group);
  $("#reply-keyboard").classList.toggle("covered", blocked);
  const hints = blocked || model.group ? [] : person?.hints ?? [];
  $("#hints").hidden = !hints.length;
  $("#hints").replaceChildren(...hints.map((hint) =>
    element("button", { class: "hint-chip", type: "button", textContent: hint, title: hint,
      onclick: () => say(hint) })));
  $("#send").disabled = !area.value.trim();
}

function typed() {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, 190)}px`;
  $("#send").disabled = !area.value.trim();
  const text = area.value;
  showCommands(/^\/\w*$/.test(text) ? text.slice(1) : undefined);
  const mark = `@${model.bot.username} `;
  clearTimeout(inlineTimer);
  if (text.startsWith(mark)) inlineTimer = setTimeout(() => askInline(text.slice(mark.length)), 350);
  else $("#results").hidden = true;
}

async function submit() {
  const text = area.value.trim();
  if (!text) return;
  const change = editing;
  const reply = replyTo;
  area.value = "";
  leave();
  typed();
  try {
    if (change) await post("edit", { ...place(), message_id: change, text });
    else await say(text, reply);
  } catch (error) {
    area.value = text;
    complain(error);
  }
}

export async function say(text, reply) {
  const thread = model.group && model.thread ? { message_thread_id: model.thread } : {};
  await post("say", { ...place(), text, reply_to: reply ?? null, ...thread }).catch(complain);
  toBottom();
}

export function answer(message) {
  replyTo = message.message_id;
  banner(`Ответ: ${message.from.first_name}`, summary(message));
}

export function change(message) {
  editing = message.message_id;
  area.value = message.text;
  banner("Изменение сообщения", message.text);
  typed();
}

function banner(title, text) {
  $("#replying").hidden = false;
  $("#replying strong").textContent = title;
  $("#replying span").textContent = text;
  area.focus();
}

function leave() {
  if (editing) { area.value = ""; typed(); }
  replyTo = editing = undefined;
  $("#replying").hidden = true;
  $("#commands").hidden = $("#results").hidden = true;
}

export async function upload(files, kind = "document") {
  const reply = replyTo;
  const caption = editing ? "" : area.value.trim(); // what is typed already goes with the first file
  if (caption) { area.value = ""; typed(); }
  leave();
  const album = files.length > 1 ? String(Date.now()) : "";
  for (const [number, file] of [...files].entries()) {
    const form = new FormData();
    form.append("person", model.person);
    if (model.group) form.append("chat_id", model.group.id);
    if (model.group && model.thread) form.append("message_thread_id", model.thread);
    if (reply) form.append("reply_to", reply);
    if (caption && !number) form.append("caption", caption);
    if (album) form.append("media_group_id", album);
    form.append("kind", kind);
    form.append("file", file, file.name);
    await post("upload", form).catch(complain);
  }
  toBottom();
}

export const sendPlace = (kind) => post("share", { ...place(), kind }).catch(complain);

function showCommands(beginning) {
  const commands = (model.people.get(model.person)?.commands ?? []).filter((one) => one.command.startsWith(beginning));
  const box = $("#commands");
  box.hidden = beginning === undefined || !commands.length || Boolean(model.group);
  if (box.hidden) return;
  box.replaceChildren(...commands.map((one) =>
    element("button", { type: "button", "data-command": one.command, onclick: () => pick(one.command) },
      element("span", { class: "command", textContent: `/${one.command}` }),
      element("span", { class: "about", textContent: one.description }))));
}

function pick(command) {
  area.value = "";
  typed();
  $("#commands").hidden = true;
  say(`/${command}`);
}

export function setKeyboard(next) {
  keyboard = next?.keyboard ? next : undefined;
  area.placeholder = next?.input_field_placeholder ?? "Сообщение";
  if (keyboard) keyboardShown = true;
  drawKeyboard();
}

function drawKeyboard() {
  $("#keyboard-button").hidden = !keyboard;
  const box = $("#reply-keyboard");
  box.hidden = !keyboard || !keyboardShown;
  if (box.hidden) return;
  box.replaceChildren(...keyboard.keyboard.map((row) =>
    element("div", { class: "reply-row" }, ...row.map((button) =>
      element("button", { class: "reply-button", type: "button", textContent: button.text,
        onclick: () => tap(button) })))));
}

async function tap(button) {
  if (keyboard.one_time_keyboard) { keyboardShown = false; drawKeyboard(); }
  await post("press", { ...place(), label: button.text, reply_keyboard: true }).catch(complain);
  toBottom();
}

async function askInline(query) {
  const asked = await post("inline", { person: model.person, query }).catch(complain);
  inlineQuery = asked?.query_id;
}

export function inlineResults(event) {
  if (event.query_id !== inlineQuery && inlineQuery) return;
  const box = $("#results");
  box.hidden = !event.results.length;
  box.replaceChildren(...event.results.map((result) =>
    element("button", { type: "button", onclick: () => chooseInline(event.query_id, result) },
      element("strong", { textContent: result.title ?? result.id }),
      element("div", { class: "about", textContent: result.description ?? "" }))));
}

async function chooseInline(queryId, result) {
  area.value = "";
  typed();
  await post("choose", { ...place(), query_id: queryId, result_id: result.id }).catch(complain);
}

export function startInline(query) {
  area.value = `@${model.bot.username} ${query}`;
  area.focus();
  typed();
}
