// Calls to the sandbox and small pieces of DOM.

export async function get(path) {
  const response = await fetch(`/sandbox/api/${path}`);
  return read(response);
}

export async function post(path, body) {
  const form = body instanceof FormData;
  const headers = form ? {} : { "Content-Type": "application/json" };
  return read(await fetch(`/sandbox/api/${path}`, { method: "POST", headers, body: form ? body : JSON.stringify(body) }));
}

async function read(response) {
  const data = await response.json().catch(() => ({ error: `Ответ ${response.status}` }));
  if (!response.ok) throw new Error(data.error ?? `Ответ ${response.status}`);
  return data;
}

export const $ = (selector) => document.querySelector(selector);

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("data-") || name.startsWith("aria-")) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function toast(text, seconds = 3) {
  const made = element("div", { class: "toast", textContent: text });
  $("#toasts").append(made);
  setTimeout(() => made.remove(), seconds * 1000);
}

export const complain = (error) => toast(error.message, 5);

export function avatar(colour, name) {
  const initials = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word)).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  return element("span", { class: "avatar", "data-colour": Math.abs(colour) % 7, textContent: initials || "?" });
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit" });

export function day(seconds) {
  const date = new Date(seconds * 1000);
  const today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(date.toDateString())) / 86400000);
  if (days === 0) return "Сегодня";
  if (days === 1) return "Вчера";
  const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString("ru", { day: "numeric", month: "long", year });
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1).replace(".", ",")} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`;
}

export function summary(message) {
  if (message.text) return message.text.replace(/\s+/g, " ");
  if (message.photo) return "🖼 Фотография";
  if (message.voice) return "🎤 Голосовое сообщение";
  if (message.sticker) return "Стикер";
  if (message.location) return "📍 Геопозиция";
  if (message.contact) return "👤 Контакт";
  if (message.forum_topic_created) return `Создана тема «${message.forum_topic_created.name}»`;
  if (message.file) return `📎 ${message.file.name}`;
  return "Сообщение";
}
