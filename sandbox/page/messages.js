// One message as a bubble: text, file, quotation, keyboard. The html comes escaped from the server.

import { clock, element, size, summary } from "/page/api.js";

const SERVICE = {
  forum_topic_created: (value) => `Создана тема «${value.name}»`,
  forum_topic_edited: (value) => `Тема переименована: «${value.name}»`,
  forum_topic_closed: () => "Тема закрыта",
  forum_topic_reopened: () => "Тема снова открыта",
  migrate_to_chat_id: () => "Группа стала супергруппой",
  migrate_from_chat_id: () => "Супергруппа создана из группы",
};

export function isOut(message, person) {
  return message.from.id === person;
}

export function render(message, person, group) {
  for (const [name, describe] of Object.entries(SERVICE)) {
    if (message[name]) {
      return element("li", { class: "service", "data-message-id": message.message_id,
        textContent: describe(message[name]) });
    }
  }
  const out = isOut(message, person);
  const side = out ? "out" : "in";
  const bubble = element("div", { class: `bubble ${side}` });
  bubble.classList.toggle("edited", message.edited);
  if (group && !out) bubble.append(author(message, group));
  if (message.forward_origin) bubble.append(element("div", { class: "forwarded", textContent: origin(message) }));
  if (message.reply_to_message && !message.reply_to_message.forum_topic_created) bubble.append(quotation(message.reply_to_message));
  attach(bubble, message);
  if (message.text) {
    const text = element("div", { class: "text" });
    text.innerHTML = message.html.replace(/<\/(blockquote|pre)>\n/g, "</$1>"); // a block ends its own line
    bubble.append(text);
  }
  if (message.reaction) bubble.append(element("div", { class: "reaction", textContent: message.reaction }));
  const edited = message.edited ? "изменено " : "";
  bubble.append(element("span", { class: "meta", textContent: edited + clock(message.date) }));
  const item = element("li", { class: `message ${side}`, "data-message-id": message.message_id }, bubble);
  if (message.reply_markup?.inline_keyboard) {
    item.classList.add("has-keyboard");
    item.append(inlineKeyboard(message.reply_markup.inline_keyboard));
  }
  return item;
}

function author(message, group) {
  const name = [message.from.first_name, message.from.last_name].filter(Boolean).join(" ");
  const topic = group.topics.find((one) => one.id === message.message_thread_id);
  const made = element("div", { class: "author", textContent: name });
  if (topic) made.append(element("span", { class: "topic", textContent: ` · ${topic.name}` }));
  return made;
}

function origin(message) {
  const from = message.forward_origin;
  const name = from.sender_user?.first_name ?? from.sender_user_name ?? from.chat?.title ?? from.sender_chat?.title;
  return `Переслано от: ${name ?? "неизвестно"}`;
}

function quotation(replied) {
  const name = element("strong", { textContent: replied.from?.first_name ?? "" });
  const words = element("span", { textContent: summary({ ...replied, text: replied.text ?? replied.caption }) });
  return element("div", { class: "quoted", "data-quoted": replied.message_id }, name, words);
}

function attach(bubble, message) {
  const file = message.file;
  if (file?.kind === "sticker") {
    bubble.classList.add("sticker");
    bubble.append(element("img", { src: file.url, alt: "Стикер" }));
  } else if (file?.picture) {
    bubble.classList.add("picture");
    bubble.classList.toggle("bare", !message.text);
    const image = element("img", { src: file.url, alt: "Изображение", width: file.width, height: file.height });
    bubble.append(element("button", { class: "picture-button", type: "button", "data-picture": file.url }, image));
  } else if (file?.kind === "video" || file?.kind === "video_note") {
    bubble.append(fileLine({ ...file, name: file.kind === "video" ? file.name : "Видеосообщение" }));
  } else if (file?.kind === "voice" || file?.kind === "audio") {
    bubble.append(element("audio", { src: file.url, controls: true, preload: "none" }));
  } else if (file) {
    bubble.append(fileLine(file));
  }
  if (message.location) {
    const { latitude, longitude } = message.location;
    bubble.append(element("div", { class: "pinpoint", textContent: `📍 ${latitude}, ${longitude}` }));
  }
  if (message.contact) {
    const name = [message.contact.first_name, message.contact.last_name].filter(Boolean).join(" ");
    bubble.append(element("div", { class: "pinpoint", textContent: `👤 ${name}, ${message.contact.phone_number}` }));
  }
}

const KINDS = { xls: "xls", xlsx: "xls", csv: "xls", pdf: "pdf", doc: "doc", docx: "doc", zip: "zip", ics: "ics" };

function fileLine(file) {
  const ending = file.name.includes(".") ? file.name.split(".").pop().toLowerCase().slice(0, 4) : "файл";
  return element("a", { class: "file", href: `${file.url}?download`, download: file.name },
    element("span", { class: "icon", "data-kind": KINDS[ending] ?? "", textContent: ending }),
    element("span", {},
      element("span", { class: "name", textContent: file.name }),
      element("span", { class: "size", textContent: size(file.size) })));
}

function inlineKeyboard(rows) {
  const keyboard = element("div", { class: "inline-keyboard" });
  for (const row of rows) {
    const line = element("div", { class: "inline-row" });
    for (const button of row) {
      const made = element("button", { class: "inline-button", type: "button", textContent: button.text });
      if (button.callback_data) made.dataset.callback = button.callback_data;
      if (button.url || button.web_app) {
        made.dataset.url = button.url ?? button.web_app.url;
        made.title = made.dataset.url;
        made.append(element("span", { class: "mark", textContent: "↗" }));
      }
      if (button.copy_text) {
        made.dataset.copy = button.copy_text.text;
        made.append(element("span", { class: "mark", textContent: "⧉" }));
      }
      const inline = button.switch_inline_query_current_chat ?? button.switch_inline_query;
      if (inline !== undefined) made.dataset.inline = inline;
      line.append(made);
    }
    keyboard.append(line);
  }
  return keyboard;
}
